/** What the heavy editor asks of the simulation: words that fit, and documentation under the pointer. */

import { languages, Range, type editor, type Position } from 'monaco-editor/editor';
import type { YamlCompletion, YamlHover } from '../../worker/api';
import type { Simulator } from '../simulator';
import { factsOf } from './field-facts';
import { HELP_CHARACTERS_MAX } from './metrics';

const KINDS = {
  field: languages.CompletionItemKind.Field,
  value: languages.CompletionItemKind.EnumMember,
  object: languages.CompletionItemKind.Reference,
};

let simulator: Simulator | undefined;

/** Asks this simulation from now on. */
export function askWith(asked: Simulator) {
  if (!simulator) register();
  simulator = asked;
}

const fileOf = (model: editor.ITextModel) => model.uri.path.slice(1);
const isShort = (model: editor.ITextModel) => model.getValueLength() <= HELP_CHARACTERS_MAX;

function register() {
  languages.registerCompletionItemProvider('yaml', {
    triggerCharacters: [' ', '-', '[', '{', ','],
    async provideCompletionItems(model, position) {
      if (!isShort(model)) return { suggestions: [] };
      const found = await simulator
        ?.completeYAML(fileOf(model), model.getValue(), model.getOffsetAt(position))
        .catch(() => undefined);
      if (!found || model.isDisposed()) return { suggestions: [] };
      const range = rangeOf(model, found.start, found.end);
      const insert = new Range(range.startLineNumber, range.startColumn, position.lineNumber, position.column);
      return { suggestions: found.items.map((item, index) => suggestion(item, index, { insert, replace: range })) };
    },
  });
  languages.registerHoverProvider('yaml', {
    async provideHover(model: editor.ITextModel, position: Position) {
      if (!isShort(model)) return undefined;
      const found = await simulator
        ?.hoverYAML(fileOf(model), model.getValue(), model.getOffsetAt(position))
        .catch(() => undefined);
      if (!found || model.isDisposed()) return undefined;
      return {
        range: rangeOf(model, found.start, found.end),
        contents: paragraphsOf(found).map((value) => ({ value })),
      };
    },
  });
}

function rangeOf(model: editor.ITextModel, start: number, end: number) {
  return Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}

function suggestion(
  { label, kind, detail, description, text }: YamlCompletion,
  index: number,
  range: { insert: Range; replace: Range },
): languages.CompletionItem {
  return {
    label: { label, description: detail },
    kind: KINDS[kind],
    documentation: description,
    insertText: text,
    insertTextRules: languages.CompletionItemInsertTextRule.KeepWhitespace,
    // The worker has put required fields first.
    sortText: String(index).padStart(4, '0'),
    range,
    ...(kind === 'field' && { command: { id: 'editor.action.triggerSuggest', title: 'Suggest' } }),
  };
}

function paragraphsOf(hover: YamlHover): string[] {
  const { path, description, values, origin } = hover;
  return [
    `\`${path.replaceAll('`', '')}\`: ${plain(factsOf(hover))}`,
    ...(origin ? [plain(origin)] : []),
    ...(description ? [plain(description)] : []),
    ...(values.length > 0 ? [values.map((one) => `\`${one.value}\` ${plain(one.description)}`).join('  \n')] : []),
  ];
}

/** Nothing that a text carries is taken as Markdown. */
export const plain = (text: string) => text.replace(/[\\`*_{}[\]()#+\-.!<>|~&:]/g, '\\$&');
