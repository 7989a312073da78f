/** The heavy editor, with the features that YAML files of a page need. Fetched when the page is idle, never before. */

import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/lineSelection/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/tokenization/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
// The registration that the package offers for suggestions lacks their list.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/languages/definitions/yaml/register';
import { editor, KeyCode, MarkerSeverity, Range, Uri, type IDisposable } from 'monaco-editor/editor';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import type { AllocatedValue, Diagnostic } from '../../worker/api';
import type { Simulator } from '../simulator';
import { CODE_BOTTOM_PX, CODE_LINE_PX, CODE_TOP_PX, FULL_HEIGHT_LINES_MAX } from './metrics';
import { askWith, plain } from './monaco-help';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

const SEVERITIES = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  risk: MarkerSeverity.Warning,
  note: MarkerSeverity.Info,
};

/** What an attached editor offers. */
export interface MonacoView {
  /** Takes over a text that changed elsewhere. */
  setText(text: string): void;
  setDiagnostics(diagnostics: Diagnostic[]): void;
  /** Shows values behind the lines that they belong to. */
  setAllocated(values: AllocatedValue[]): void;
  /** Marks the lines that the selection is about. */
  setHits(lines: ReadonlySet<number>): void;
  /** @param selection offsets of what is selected; equal ones are a caret. */
  focus(selection?: { start: number; end: number }): void;
  /** Offset of the caret. */
  caret(): number;
  /** Shows a line and puts the caret there. */
  goToLine(line: number): void;
  setTheme(isDark: boolean): void;
  detach(): void;
}

interface Attach {
  node: HTMLElement;
  name: string;
  text: string;
  simulator: Simulator;
  isDark: boolean;
  onchange: (text: string) => void;
}

/** Part of the window's height that an editor has which scrolls by itself. */
const TALL_PART = 0.7;

const host = document.createElement('div');
let shared: editor.IStandaloneCodeEditor | undefined;
const states = new Map<string, editor.ICodeEditorViewState | null>();

/** Puts the one editor into a place of the page. */
export function attach({ node, name, text, simulator, isDark, onchange }: Attach): MonacoView {
  defineTheme(isDark);
  askWith(simulator);
  node.append(host);
  const code = (shared ??= create());
  const uri = Uri.parse(`file:///${name}`);
  const model = editor.getModel(uri) ?? editor.createModel(text, 'yaml', uri);
  takeOver(model, text);
  code.setModel(model);
  code.updateOptions({ ariaLabel: name, ...metricsOf(node) });
  const state = states.get(name);
  if (state) code.restoreViewState(state);

  const hits = code.createDecorationsCollection();
  const given = code.createDecorationsCollection();

  const layout = () => {
    const isTall = model.getLineCount() > FULL_HEIGHT_LINES_MAX;
    const full = Math.max(code.getContentHeight(), CODE_LINE_PX + CODE_TOP_PX + CODE_BOTTOM_PX);
    const height = isTall ? Math.round(window.innerHeight * TALL_PART) : full;
    code.updateOptions({ scrollbar: { vertical: isTall ? 'auto' : 'hidden' } });
    host.style.height = `${height}px`;
    code.layout({ width: node.clientWidth, height });
  };
  const listeners: IDisposable[] = [
    code.onDidContentSizeChange(layout),
    model.onDidChangeContent(() => onchange(model.getValue())),
    code.onDidChangeCursorPosition(({ position }) =>
      intoSight(node, code.getTopForLineNumber(position.lineNumber) - code.getScrollTop()),
    ),
  ];
  const observer = new ResizeObserver(() => {
    code.updateOptions(metricsOf(node));
    layout();
  });
  observer.observe(node);
  layout();

  return {
    setText(next) {
      takeOver(model, next);
    },
    setDiagnostics(diagnostics) {
      editor.setModelMarkers(
        model,
        'berth',
        diagnostics.flatMap(({ source, severity, message }) => {
          if (!source) return [];
          const start = model.getPositionAt(source.start);
          const end = model.getPositionAt(Math.max(source.end, source.start + 1));
          return [
            {
              severity: SEVERITIES[severity],
              message,
              startLineNumber: start.lineNumber,
              startColumn: start.column,
              endLineNumber: end.lineNumber,
              endColumn: end.column,
            },
          ];
        }),
      );
    },
    setAllocated(values) {
      given.set(
        values.map(({ offset, field, value, origin }) => ({
          range: Range.fromPositions(model.getPositionAt(offset)),
          options: {
            showIfCollapsed: true,
            after: { content: `  ${field}: ‹${value}›`, inlineClassName: 'allocated' },
            ...(origin && { hoverMessage: { value: plain(origin) } }),
          },
        })),
      );
    },
    setHits(lines) {
      hits.set(
        [...lines].map((line) => ({
          range: new Range(line, 1, line, 1),
          options: { isWholeLine: true, className: 'hit-line', linesDecorationsClassName: 'hit-edge' },
        })),
      );
    },
    focus(selection) {
      if (selection)
        code.setSelection(
          Range.fromPositions(model.getPositionAt(selection.start), model.getPositionAt(selection.end)),
        );
      code.focus();
    },
    caret: () => model.getOffsetAt(code.getPosition() ?? { lineNumber: 1, column: 1 }),
    goToLine(line) {
      code.setSelection(new Range(line, 1, line, model.getLineMaxColumn(Math.min(line, model.getLineCount()))));
      code.focus();
    },
    setTheme: defineTheme,
    detach() {
      states.set(name, code.saveViewState());
      observer.disconnect();
      for (const listener of listeners) listener.dispose();
      hits.clear();
      given.clear();
      host.remove();
    },
  };
}

/** Replaces the text in a way that the editor's own undo knows. */
function takeOver(model: editor.ITextModel, text: string) {
  if (model.getValue() === text) return;
  model.pushStackElement();
  model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
  model.pushStackElement();
}

/** The editor is as high as its text, so the pane around it scrolls. @param top of the caret's line in the editor. */
function intoSight(node: HTMLElement, top: number) {
  const pane = node.closest('.body');
  if (!pane || !node.contains(document.activeElement)) return;
  const at = node.getBoundingClientRect().top - pane.getBoundingClientRect().top + top;
  if (at < 0) pane.scrollTop += at;
  else pane.scrollTop += Math.max(0, at + 2 * CODE_LINE_PX - pane.clientHeight);
}

/** Enter keeps the indentation. Text that comes in one piece is taken as it is, so the editor's own indenting is off. */
function enter(code: editor.IStandaloneCodeEditor) {
  const position = code.getPosition();
  const before = code.getModel()?.getLineContent(position?.lineNumber ?? 1) ?? '';
  const indentation = /^ */.exec(before.slice(0, (position?.column ?? 1) - 1))![0];
  code.trigger('keyboard', 'type', { text: `\n${indentation}` });
}

function create() {
  const code = editor.create(host, {
    language: 'yaml',
    theme: 'berth',
    tabSize: 2,
    insertSpaces: true,
    tabFocusMode: true,
    minimap: { enabled: false },
    folding: false,
    glyphMargin: false,
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    overviewRulerBorder: false,
    renderLineHighlight: 'none',
    renderFinalNewline: 'off',
    scrollBeyondLastLine: false,
    scrollBeyondLastColumn: 2,
    wordBasedSuggestions: 'off',
    quickSuggestions: { other: true, strings: true, comments: false },
    quickSuggestionsDelay: 100,
    acceptSuggestionOnEnter: 'smart',
    acceptSuggestionOnCommitCharacter: false,
    suggest: { showIcons: false, showStatusBar: false, snippetsPreventQuickSuggestions: false },
    suggestLineHeight: 24,
    links: false,
    occurrencesHighlight: 'off',
    matchBrackets: 'never',
    guides: { indentation: false },
    lineHeight: CODE_LINE_PX,
    padding: { top: CODE_TOP_PX, bottom: CODE_BOTTOM_PX },
    scrollbar: { vertical: 'hidden', horizontalScrollbarSize: 8, alwaysConsumeMouseWheel: false, useShadows: false },
    stickyScroll: { enabled: false },
    fixedOverflowWidgets: true,
    unicodeHighlight: { ambiguousCharacters: false },
    autoIndent: 'none',
    autoClosingBrackets: 'never',
    autoClosingQuotes: 'never',
  });
  code.addCommand(KeyCode.Enter, () => enter(code), '!suggestWidgetVisible');
  return code;
}

/** Size of the letters and width of the line numbers, as in the text that stood here before. */
function metricsOf(node: HTMLElement): editor.IEditorOptions {
  const style = getComputedStyle(node);
  const fontSize = parseFloat(style.getPropertyValue('--code-size'));
  const gutter = parseFloat(style.getPropertyValue('--code-gutter'));
  const digits = Number(style.getPropertyValue('--code-digits'));
  const fontFamily = style.getPropertyValue('--font-code');
  const canvas = document.createElement('canvas').getContext('2d')!;
  canvas.font = `${fontSize}px ${fontFamily}`;
  const numbers = canvas.measureText('0').width * digits;
  return {
    fontSize,
    fontFamily,
    lineNumbersMinChars: digits,
    lineDecorationsWidth: Math.max(0, Math.round(gutter - numbers)),
  };
}

function defineTheme(isDark: boolean) {
  const paint = document.createElement('canvas').getContext('2d')!;
  const probe = document.body.appendChild(document.createElement('i'));
  // With forced colours all of them would be the same, which the editor cannot bear.
  probe.style.setProperty('forced-color-adjust', 'none');
  /** A token's colour in this theme, in six digits. */
  const colour = (token: string) => {
    probe.style.color = `var(--${token})`;
    paint.fillStyle = getComputedStyle(probe).color;
    return paint.fillStyle;
  };
  const ink = (token: string) => colour(token).slice(1);
  editor.defineTheme('berth', {
    base: isDark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      { token: '', foreground: ink('code-value') },
      { token: 'type', foreground: ink('code-key') },
      { token: 'comment', foreground: ink('code-comment') },
    ],
    colors: {
      'editor.background': colour('surface'),
      'editor.foreground': colour('code-value'),
      'editorLineNumber.foreground': colour('text-tertiary'),
      'editorLineNumber.activeForeground': colour('text'),
      'editor.selectionBackground': colour('surface-selected'),
      'editor.inactiveSelectionBackground': colour('surface-selected'),
      'editorCursor.foreground': colour('text'),
      'editorError.foreground': colour('refused'),
      'editorWarning.foreground': colour('caution'),
      'editorInfo.foreground': colour('accent'),
      'editorHoverWidget.background': colour('surface'),
      'editorHoverWidget.foreground': colour('text'),
      'editorHoverWidget.border': colour('line'),
      'editorWidget.background': colour('surface-chrome'),
      'editorWidget.foreground': colour('text'),
      'input.background': colour('surface'),
      'input.foreground': colour('text'),
      'input.border': colour('edge'),
      'editorSuggestWidget.background': colour('surface'),
      'editorSuggestWidget.foreground': colour('text'),
      'editorSuggestWidget.border': colour('line'),
      'editorSuggestWidget.highlightForeground': colour('accent'),
      'editorSuggestWidget.focusHighlightForeground': colour('accent'),
      'editorSuggestWidget.selectedBackground': colour('surface-selected'),
      'editorSuggestWidget.selectedForeground': colour('text'),
      focusBorder: colour('accent'),
    },
  });
  editor.setTheme('berth');
  probe.remove();
}
