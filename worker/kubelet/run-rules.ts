/** What a Pod's spec says of one run of a container: who it may run as, and what is kept of its end. */

import type { KubernetesObject } from '../kubernetes/objects';
import type { Container, Run } from './container';

export const TERMINATION_LOG = '/dev/termination-log';
/** Limits of a message that is taken from the log. */
const FALLBACK_LINES = '80';
const MESSAGE_MAX = 4096;
const FALLBACK_MAX = 2048;

/** Images run as root here, which a Pod may forbid. @returns the kubelet's words. */
export function rootProblem({ metadata, spec }: KubernetesObject, container: Container['spec']): string | undefined {
  const context = { ...spec.securityContext, ...container.securityContext };
  if (context.runAsNonRoot !== true || (context.runAsUser ?? 0) !== 0) return undefined;
  const where = `(pod: "${metadata.name}_${metadata.namespace}(${metadata.uid})", container: ${container.name})`;
  return context.runAsUser === undefined
    ? `container has runAsNonRoot and image will run as root ${where}`
    : `container's runAsUser breaks non-root policy ${where}`;
}

/** What the container wrote about its end, or the end of its log when it failed and the policy says so. */
export function terminationMessage({ spec }: Container, run: Run, exitCode: number): string | undefined {
  const text = run.fs.read(spec.terminationMessagePath ?? TERMINATION_LOG) ?? '';
  if (text !== '') return text.slice(0, MESSAGE_MAX);
  if (exitCode === 0 || spec.terminationMessagePolicy !== 'FallbackToLogsOnError') return undefined;
  return run.log.read({ tailLines: FALLBACK_LINES }, 0).slice(-FALLBACK_MAX) || undefined;
}
