/** Reads files that were dropped on the page, and says in a sentence which of them are not taken and why. */

import type { ScenarioFile } from '../../worker/api';

const BYTES_MAX = 2_000_000;

export interface Dropped {
  manifests: ScenarioFile[];
  /** Text of a scenario. */
  markdown?: string;
  faults: string[];
}

export async function readDropped(files: readonly File[]): Promise<Dropped> {
  const dropped: Dropped = { manifests: [], faults: [] };
  for (const file of files) {
    const isMarkdown = /\.md$/i.test(file.name);
    if (!isMarkdown && !/\.(ya?ml|json)$/i.test(file.name))
      dropped.faults.push(`${file.name} was not added: only .yaml, .yml, .json and .md files are.`);
    else if (file.size > BYTES_MAX) dropped.faults.push(`${file.name} was not added: it is larger than 2 MB.`);
    else {
      const text = textOf(await file.arrayBuffer());
      if (text === undefined) dropped.faults.push(`${file.name} was not added: it is no text in UTF-8.`);
      else if (isMarkdown) dropped.markdown = text;
      else dropped.manifests.push({ name: file.name.replace(/[^A-Za-z0-9._-]/g, '-'), content: text });
    }
  }
  return dropped;
}

/** @returns undefined for bytes that are no text. */
export function textOf(bytes: ArrayBuffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text.replace(/\r\n?/g, '\n');
  } catch {
    return undefined;
  }
}
