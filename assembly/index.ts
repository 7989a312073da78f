/** What the core exports. */

export { add, commonBits, compare, contains, last, mask, offsetIn, subtract } from './arithmetic';
export { containsEach, countLines, formatLines, parseLines } from './batch';
export { blockFree, blockNew } from './blocks';
export { errorCode, trapCode } from './check';
export { pairPointer, textPointer } from './memory';
export { setPaint } from './paint';
export { hashStart, hashText, streamBelow, streamNew, streamNext } from './random';
export { found, setClone, setCount, setEquals, setFree, setHas, setNew, setNextFree, setNextUsed } from './range-set';
export { setOccupy, setOccupyEach, setRelease, setSnapshot, setSpans, setTakeEach, setTakeFree } from './range-set';
export { matchEach, rangePrefixes, recordPut, recordsFree, recordsLink, recordsMatch, recordsMerge } from './records';
export { recordsNew } from './records';
export { canonical, formatAddress, formatPrefix, parseAddress, parsePrefix } from './text';
