/** Objects printed by go-template and jsonpath, with the debugging text of a failing template. */

import { goValue } from '../../kubernetes/patch';
import { JSONPath, PathFailure } from '../jsonpath';
import { compileTemplate, TemplateFailure } from '../template';
import { goQuote, goSyntax, marshalJSON } from '../text/go-syntax';

export interface Printed {
  output: string;
  /** Without the leading `error: `. */
  error?: string;
}

/** `-o go-template=TEXT` for one object or list. */
export function printTemplate(text: string, data: unknown): Printed {
  const compiled = compileGoTemplate(text);
  return 'error' in compiled ? { output: '', error: compiled.error } : compiled.print(data);
}

type Compiled = { print(data: unknown): Printed } | { error: string };

export function compileGoTemplate(text: string): Compiled {
  try {
    const run = compileTemplate(text);
    return {
      print(data) {
        const { output, error } = run(data);
        return error === undefined
          ? { output }
          : {
              output: output + templateDump(text, data, error),
              error: `error executing template ${goQuote(text)}: ${error}`,
            };
      },
    };
  } catch (failure) {
    if (!(failure instanceof TemplateFailure)) throw failure;
    return { error: `error parsing template ${text}, ${failure.message}` };
  }
}

function templateDump(text: string, data: unknown, error: string): string {
  return (
    `Error executing template: ${error}. Printing more information for debugging the template:\n` +
    `\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${marshalJSON(data)}\n` +
    `\tobject given to template engine was:\n\t\t${goValue(data)}\n\n`
  );
}

/** `-o jsonpath=TEXT`. */
export function printJSONPath(text: string, data: unknown): Printed {
  const compiled = compileJSONPath(text, false);
  return 'error' in compiled ? { output: '', error: compiled.error } : compiled.print(data);
}

/** @param allowMissingKeys `--allow-missing-template-keys`. */
export function compileJSONPath(text: string, asJSON: boolean, allowMissingKeys = true): Compiled {
  try {
    const path = new JSONPath(text, allowMissingKeys);
    return {
      print(data) {
        try {
          return { output: path.print(data, asJSON) };
        } catch (failure) {
          if (!(failure instanceof PathFailure)) throw failure;
          return {
            output: '',
            error: `error executing jsonpath ${goQuote(text)}: ${pathDump(text, data, failure.message)}`,
          };
        }
      },
    };
  } catch (failure) {
    if (!(failure instanceof PathFailure)) throw failure;
    return { error: `error parsing jsonpath ${text}, ${failure.message}` };
  }
}

function pathDump(text: string, data: unknown, error: string): string {
  return (
    `Error executing template: ${error}. Printing more information for debugging the template:\n` +
    `\ttemplate was:\n\t\t${text}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(data)}\n\n\n`
  );
}
