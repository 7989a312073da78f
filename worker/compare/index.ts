/** Comparison of what is printed with what a real cluster or a page printed: one set of rules for tests and checks. */

export { compareCase, withRandomTokens, type Failure, type RecordedRun, type Recording } from './case';
export { PageComparer, type PrintedComparison, type PrintedLine } from './printed';
