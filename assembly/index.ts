/** What the core exports. */

export { add, commonBits, compare, contains, last, mask, offsetIn } from './arithmetic';
export { blockFree, blockNew, containsEach, countLines, formatLines, matchEach, parseLines } from './batch';
export { trapCode } from './check';
export { pairPointer, textPointer } from './memory';
export { setPaint } from './paint';
export { hashBytes, hashStart, streamBelow, streamNew, streamNext } from './random';
export { found, setClone, setCount, setEquals, setFree, setHas, setNew } from './range-set';
export { setNextFree, setNextUsed, setOccupy, setRelease, setTakeFree } from './range-set';
export { rangePrefixes, recordPut, recordsFree, recordsLink, recordsMatch, recordsMerge, recordsNew } from './records';
export { canonical, formatAddress, formatPrefix, parseAddress, parsePrefix } from './text';
