/** What unwinds a running script: break, continue, return, exit, and errors that give up a line. */

export class BreakFlow {
  constructor(
    public levels: number,
    readonly status: number,
  ) {}
}

export class ContinueFlow {
  constructor(public levels: number) {}
}

export class ReturnFlow {
  constructor(readonly status: number) {}
}

export class ExitFlow {
  constructor(readonly status: number) {}
}

/** An error of an expansion or assignment: printed with the shell's prefix, ends the line (or the shell, when `exits`). */
export class ShellError {
  constructor(
    readonly message: string,
    readonly status = 1,
    readonly exits = false,
  ) {}
}
