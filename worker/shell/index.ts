/** The shell: bash as people write it in documentation, with the small tools and jq. */

export { createFileSystem, resolvePath } from './files';
export { isIncomplete } from './interpreter/syntax-errors';
export { lookupTool, prefetchTools } from './tools';
export { createShell } from './shell';
export { Source } from './streams';
