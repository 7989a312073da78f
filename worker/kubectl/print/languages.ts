/** What reads paths and templates: loaded when a command prints or sorts by one. */

export { columnsFromFile, columnsFromText } from './columns';
export { sortError, sortItems } from './sorting';
export { compileGoTemplate, compileJSONPath } from './templates';
