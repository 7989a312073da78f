/** Every kind that is served, with every verb of kubectl, with the real one and with Berth's own. */

import { describe, expect, test } from 'vitest';
import { compareCommands } from './compare';
import { findKubectl } from './binary';
import { KIND_CASES, KIND_FILES, type KindCase } from './kind-files';
import { realRunner } from './runners';

/** Times of managed fields tell how long a line took. */
const MANAGED = '-o yaml --show-managed-fields | grep -v time:';

const sweep = ({ resource, name }: KindCase) => `
# ${resource}
kubectl create -f ${name}.yaml; kubectl create -f ${name}.yaml; kubectl apply -f ${name}.yaml; kubectl get ${resource} ${name} -o yaml
sed s/red/blue/ ${name}.yaml > ${name}-2.yaml; kubectl diff -f ${name}-2.yaml; kubectl apply --server-side --field-manager=x -f ${name}-2.yaml; kubectl apply --server-side --field-manager=x --force-conflicts -f ${name}-2.yaml; kubectl get ${resource} ${name} ${MANAGED}
kubectl patch ${resource} ${name} --type=merge -p '{"metadata":{"labels":{"a":"b"}}}'; kubectl patch ${resource} ${name} -p '{"metadata":{"labels":{"a":null}}}'; kubectl patch ${resource} ${name} --type=json -p '[{"op":"add","path":"/metadata/labels/c","value":"d"}]' -o name; kubectl patch ${resource} ${name} --type=json -p '[{"op":"remove","path":"/nothing"}]'
kubectl replace -f ${name}.yaml; kubectl label ${resource} ${name} e=f; kubectl annotate ${resource} ${name} g=h; kubectl get ${resource} ${name} --show-labels; kubectl describe ${resource} ${name}
kubectl explain ${resource} | head -12; kubectl wait --for=jsonpath='{.metadata.name}'=${name} ${resource} ${name}; kubectl get ${resource} --field-selector metadata.name=${name} -o name; kubectl get ${resource} --field-selector spec.nothing=x
waits: kubectl delete ${resource} ${name} --cascade=foreground --wait; kubectl wait --for=delete ${resource}/${name}; kubectl get ${resource} ${name}
`;

const half = Math.ceil(KIND_CASES.length / 2);
compareCommands('kinds, first half', KIND_CASES.slice(0, half).map(sweep).join('\n'), KIND_FILES);
compareCommands('kinds, second half', KIND_CASES.slice(half).map(sweep).join('\n'), KIND_FILES);

const kubectl = findKubectl();

describe.skipIf(typeof kubectl === 'string')('the real kubectl alone', () => {
  test('watches of all kinds at once see what changes meanwhile', { timeout: 90_000 }, async () => {
    if (typeof kubectl === 'string') return;
    const runner = await realRunner(kubectl, KIND_FILES);
    const each = (line: (one: KindCase) => string) => KIND_CASES.map(line).join('\n');
    const script = `
${each(({ name }) => `kubectl create -f ${name}.yaml -o name`)}
${each(({ resource, name }) => `timeout 50 kubectl get ${resource} ${name} -w -o jsonpath='{.metadata.labels.seen}{"\\n"}' > ${name}.seen &`)}
until test $(cat *.seen | wc -l) -ge ${KIND_CASES.length}; do sleep 0.1; done
${each(({ resource, name }) => `kubectl label ${resource} ${name} seen=${name} > /dev/null`)}
until test $(grep -h . *.seen | wc -l) -ge ${KIND_CASES.length}; do sleep 0.1; done
kill $(jobs -p)
wait
${each(({ name }) => `grep . ${name}.seen | sort -u`)}`;
    const { stdout, stderr } = await runner.run(script, false);
    await runner.close();
    expect(stderr.replace(/^Warning: .*\n/gm, '')).toBe('');
    expect(stdout.trim().split('\n').slice(KIND_CASES.length)).toEqual(KIND_CASES.map(({ name }) => name));
  });
});
