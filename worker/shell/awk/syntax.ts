/** The tree of an awk program. */

export type Expression =
  | { type: 'number'; value: number }
  | { type: 'text'; value: string }
  | { type: 'regex'; source: string }
  | { type: 'variable'; name: string }
  | { type: 'field'; index: Expression }
  | { type: 'element'; name: string; keys: Expression[] }
  | { type: 'assign'; operator: string; target: Expression; value: Expression }
  | { type: 'conditional'; test: Expression; yes: Expression; no: Expression }
  | { type: 'binary'; operator: string; left: Expression; right: Expression }
  | { type: 'match'; negate: boolean; left: Expression; right: Expression }
  | { type: 'in'; keys: Expression[]; name: string }
  | { type: 'unary'; operator: string; operand: Expression }
  | { type: 'step'; operator: '++' | '--'; isPrefix: boolean; target: Expression }
  | { type: 'call'; name: string; args: Expression[] }
  | { type: 'group'; body: Expression }
  | {
      type: 'getline';
      from: 'input' | 'file' | 'command';
      source: Expression | undefined;
      target: Expression | undefined;
    };

export type Statement =
  | { type: 'block'; body: Statement[] }
  | { type: 'expression'; body: Expression }
  | {
      type: 'print';
      args: Expression[];
      isFormat: boolean;
      redirect: { kind: '>' | '>>' | '|'; target: Expression } | undefined;
    }
  | { type: 'if'; test: Expression; then: Statement; otherwise: Statement | undefined }
  | { type: 'while'; test: Expression; body: Statement; testsFirst: boolean }
  | {
      type: 'for';
      init: Statement | undefined;
      test: Expression | undefined;
      update: Statement | undefined;
      body: Statement;
    }
  | { type: 'forIn'; variable: string; name: string; body: Statement }
  | { type: 'delete'; name: string; keys: Expression[] | undefined }
  | { type: 'jump'; kind: 'next' | 'nextfile' | 'break' | 'continue' }
  | { type: 'exit'; status: Expression | undefined }
  | { type: 'return'; value: Expression | undefined };

export interface Rule {
  kind: 'BEGIN' | 'END' | 'main';
  first: Expression | undefined;
  /** Set for a range `first, second`. */
  second: Expression | undefined;
  /** Without one the record is printed. */
  body: Statement | undefined;
}

export interface AwkFunction {
  params: string[];
  body: Statement;
}

export interface AwkProgram {
  rules: Rule[];
  functions: Map<string, AwkFunction>;
}
