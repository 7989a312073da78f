/** Values of awk. */

/** Text that came from outside: it counts as a number where it looks like one. */
export class InputText {
  readonly number: number | undefined;

  constructor(readonly text: string) {
    const trimmed = text.trim();
    this.number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
  }
}

/** Undefined is a variable that was never set: empty and 0 at once. */
export type AwkValue = number | string | InputText | undefined;

/** A value as a number: the longest start of a text that is one. */
export function toNumber(value: AwkValue): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  if (value instanceof InputText && value.number !== undefined) return value.number;
  const text = value instanceof InputText ? value.text : value;
  return Number(/^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(text)?.[1] ?? 0);
}
