/** Host name and domain of a Pod, and the name its kernel gets (pods-and-nodes.md 1.5). */

export interface PodNames {
  host: string;
  /** Empty without a subdomain. */
  domain: string;
}

export interface PodNamesInput {
  name: string;
  namespace: string;
  hostname?: string;
  subdomain?: string;
  hostnameOverride?: string | null;
}

const HOST_MAX = 63;
const FQDN_MAX = 64;

/** R1.24: at most 63 bytes, and no dash or dot at the end of what was cut. */
export function truncateHostname(name: string): string {
  return name.length <= HOST_MAX ? name : name.slice(0, HOST_MAX).replace(/[-.]+$/, '');
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function labelProblem(field: string, value: string): string | undefined {
  const problems = [
    ...(LABEL.test(value) ? [] : [LABEL_TEXT]),
    ...(value.length > HOST_MAX ? [`must be no more than ${HOST_MAX} characters`] : []),
  ];
  return problems.length > 0 ? `pod ${field} "${value}" is not a valid DNS label: ${problems.join(';')}` : undefined;
}

/**
 * R1.22, R1.25.
 * @param hasOverride gate HostnameOverride.
 * @param clusterDomain the kubelet's cluster domain.
 * @returns the names, or the kubelet's error text.
 */
export function podNames(
  pod: PodNamesInput,
  clusterDomain: string,
  hasOverride: boolean,
): PodNames | { error: string } {
  if (hasOverride && pod.hostnameOverride !== undefined && pod.hostnameOverride !== null) {
    if (!SUBDOMAIN.test(pod.hostnameOverride))
      return {
        error: `pod HostnameOverride "${pod.hostnameOverride}" is not a valid DNS subdomain: ${SUBDOMAIN_TEXT}`,
      };
    return { host: truncateHostname(pod.hostnameOverride), domain: '' };
  }
  const problem =
    (pod.hostname ? labelProblem('Hostname', pod.hostname) : undefined) ??
    (pod.subdomain ? labelProblem('Subdomain', pod.subdomain) : undefined);
  if (problem) return { error: problem };
  const host = truncateHostname(pod.hostname || pod.name);
  if (host === '') return { error: `hostname for pod "${pod.name}" was invalid: "${pod.hostname || pod.name}"` };
  return { host, domain: pod.subdomain ? `${pod.subdomain}.${pod.namespace}.svc.${clusterDomain}` : '' };
}

/** The name of /etc/hostname and HOSTNAME (R1.27). @returns the name, or the kubelet's error text. */
export function kernelName({ host, domain }: PodNames, asFQDN: boolean): { name: string } | { error: string } {
  if (!asFQDN || !domain) return { name: host };
  const name = `${host}.${domain}`;
  if (name.length <= FQDN_MAX) return { name };
  return {
    error: `failed to construct FQDN from pod hostname and cluster domain, FQDN ${name} is too long (${FQDN_MAX} characters is the max, ${name.length} characters requested)`,
  };
}
