/** What the core exports. */

export { add, commonBits, compare, contains, last, mask, offsetIn } from './arithmetic';
export { trapCode } from './check';
export { pairPointer, textPointer } from './memory';
export { hashBytes, hashStart, streamBelow, streamNew, streamNext } from './random';
export { found, setClone, setCount, setEquals, setFree, setHas, setNew } from './range-set';
export { setNextFree, setNextUsed, setOccupy, setRelease, setTakeFree } from './range-set';
export { canonical, formatAddress, formatPrefix, parseAddress, parsePrefix } from './text';
