/** Nodes of a parsed Go template, and their text as it stands in error messages. */

export interface PipeNode {
  type: 'pipe';
  at: number;
  isAssign: boolean;
  variables: string[];
  commands: CommandNode[];
}

export interface CommandNode {
  type: 'command';
  at: number;
  args: Operand[];
}

export type Operand =
  | PipeNode
  | { type: 'dot'; at: number }
  | { type: 'nil'; at: number }
  | { type: 'bool'; at: number; value: boolean }
  | { type: 'string'; at: number; quoted: string; text: string }
  | { type: 'number'; at: number; text: string; value: number | bigint; isFloat: boolean }
  | { type: 'field'; at: number; names: string[] }
  | { type: 'variable'; at: number; name: string; names: string[] }
  | { type: 'identifier'; at: number; name: string }
  | { type: 'chain'; at: number; node: Operand; names: string[] };

export interface BranchNode {
  type: 'if' | 'range' | 'with';
  at: number;
  pipe: PipeNode;
  list: TemplateNode[];
  elseList?: TemplateNode[];
}

export type TemplateNode =
  | { type: 'text'; at: number; text: string }
  | { type: 'action'; at: number; pipe: PipeNode }
  | { type: 'break' | 'continue'; at: number }
  | { type: 'template'; at: number; name: string; pipe?: PipeNode }
  | BranchNode;

export function printPipe(pipe: PipeNode): string {
  const variables = pipe.variables.length > 0 ? `${pipe.variables.join(', ')} ${pipe.isAssign ? '=' : ':='} ` : '';
  return variables + pipe.commands.map(printCommand).join(' | ');
}

export function printCommand(command: CommandNode): string {
  return command.args.map((arg) => (arg.type === 'pipe' ? `(${printPipe(arg)})` : printOperand(arg))).join(' ');
}

export function printOperand(node: Operand): string {
  switch (node.type) {
    case 'pipe':
      return printPipe(node);
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'string':
      return node.quoted;
    case 'number':
      return node.text;
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return [node.name, ...node.names].join('.');
    case 'identifier':
      return node.name;
    case 'chain':
      return (
        (node.node.type === 'pipe' ? `(${printPipe(node.node)})` : printOperand(node.node)) +
        node.names.map((name) => `.${name}`).join('')
      );
  }
}
