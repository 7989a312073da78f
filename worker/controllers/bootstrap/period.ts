/** The rhythm of the loops inside the kube-apiserver. */

/** They look every ten seconds. */
export const CHECK_PERIOD_MS = 10_000;

/** Milliseconds until the next turn. */
export const untilNextCheck = (nowMs: number): number => CHECK_PERIOD_MS - (nowMs % CHECK_PERIOD_MS);
