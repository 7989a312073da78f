/** Aliases of Pods that hide a Service's name from them, or that stand twice so that only the first counts. */

import type { Diagnostic, Fix, ObjectRef } from '../../api';
import type { HostsLine } from '../../api';
import type { Service } from '../../kubernetes/objects';
import type { RunFacts } from '..';
import { listAll } from '../list';
import type { Manifests } from '../manifests';

const CLUSTER_DOMAIN = 'cluster.local';

interface Alias {
  ip: string;
  hostnames?: string[];
}

export function aliasRisks({ client, core, scenario }: RunFacts, manifests: Manifests): Diagnostic[] {
  const pods = listAll(client, '/api/v1/pods').filter(({ spec }) => (spec?.hostAliases ?? []).length > 0);
  if (pods.length === 0) return [];
  const services = new Set(
    listAll<Service>(client, '/api/v1/services').map(({ metadata }) => `${metadata.name}.${metadata.namespace}`),
  );
  const risks: Diagnostic[] = [];
  for (const { metadata, spec } of pods) {
    const { namespace = 'default', name } = metadata;
    const ref: ObjectRef = { kind: 'Pod', namespace, name };
    const seen = new Map<string, { ip: string; path: string }>();
    for (const [index, { ip, hostnames = [] }] of (spec.hostAliases as Alias[]).entries())
      for (const [at, hostname] of hostnames.entries()) {
        const path: HostsLine['from'] = `spec.hostAliases[${index}].hostnames[${at}]`;
        const source = manifests.rangeOf(ref, path);
        const shared = {
          severity: 'risk' as const,
          object: ref,
          fieldPath: path,
          ...(source && { source }),
          fixes: removalFix(scenario.files, source, hostname, name, namespace),
        };
        const service = serviceOf(hostname.toLowerCase(), namespace, services);
        if (service)
          risks.push({
            ...shared,
            message: `The alias ${hostname} hides Service ${service}.`,
            hint: `The hosts file is read before DNS is asked, so ${hostname} means ${ip} in this Pod and never the Service.`,
          });
        // One name with an address of each family is how dual-stack is written.
        const family = core.addresses.parse(ip)?.family ?? '';
        const first = seen.get(`${family} ${hostname}`);
        if (first)
          risks.push({
            ...shared,
            message: `The alias ${hostname} is written twice.`,
            hint:
              first.ip === ip
                ? `Both say ${ip}; the second line does nothing.`
                : `The first one counts for most programs: ${first.ip}, not ${ip}.`,
          });
        else seen.set(`${family} ${hostname}`, { ip, path });
      }
  }
  return risks;
}

/** `default/web` when a look-up of the name in that namespace would find the Service. */
function serviceOf(hostname: string, namespace: string, services: ReadonlySet<string>): string | undefined {
  const [service, inNamespace = namespace, ...rest] = hostname.split('.');
  if (rest.length > 0 && rest.join('.') !== 'svc' && rest.join('.') !== `svc.${CLUSTER_DOMAIN}`) return undefined;
  return services.has(`${service}.${inNamespace}`) ? `${inNamespace}/${service}` : undefined;
}

/** Takes the whole line of a list entry away; aliases of a Pod that runs cannot be changed, so it must be made anew. */
function removalFix(
  files: RunFacts['scenario']['files'],
  source: Diagnostic['source'],
  hostname: string,
  pod: string,
  namespace: string,
): Fix[] {
  const content = files.find((file) => file.name === source?.file)?.content;
  if (!source || content === undefined) return [];
  const start = content.lastIndexOf('\n', source.start - 1) + 1;
  const newline = content.indexOf('\n', source.start);
  const end = newline < 0 ? content.length : newline + 1;
  const was = content.slice(start, end);
  const replace: Fix = {
    label: `Make Pod ${pod} anew from ${source.file}`,
    command: `kubectl replace --force -f ${source.file}${namespace === 'default' ? '' : ` -n ${namespace}`}`,
  };
  if (
    was
      .trim()
      .replace(/^-\s*/, '')
      .replace(/^["']|["']$/g, '') !== hostname
  )
    return [replace];
  return [
    { label: `Take ${hostname} out of ${source.file}`, edit: { file: source.file, start, end, was, text: '' } },
    replace,
  ];
}
