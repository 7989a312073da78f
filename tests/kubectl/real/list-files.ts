/** Files with lists and several documents, right and wrong, and editors that break what they edit. */

import type { ScenarioFile } from '../../../worker/api';

export const LIST_FILES: readonly ScenarioFile[] = [
  {
    name: 'list.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: la
  data:
    k: v
- apiVersion: v1
  kind: Service
  metadata:
    name: lb
  spec:
    ports:
    - port: 80
`,
  },
  {
    name: 'unknown-fields.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: lc
  data:
    k: v
  nothing: 1
- apiVersion: v1
  kind: Service
  metadata:
    name: ld
  spec:
    sort: of
    ports:
    - port: 80
`,
  },
  {
    name: 'wrong-value.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: le
  data:
    k: 5
- apiVersion: v1
  kind: Nothing
  metadata:
    name: lf
`,
  },
  {
    name: 'unknown-kinds.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: Nothing
  metadata:
    name: lf
- apiVersion: x/v1
  kind: Other
  metadata:
    name: lf
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: lg
  data:
    k: v
`,
  },
  {
    name: 'no-type-meta.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- kind: ConfigMap
  metadata:
    name: x
- kind: 5
  apiVersion: 5
- kind: A
  apiVersion: a/b/c
- metadata: {}
`,
  },
  {
    name: 'no-list.yaml',
    content: `apiVersion: v1
kind: List
items: 5
`,
  },
  {
    name: 'no-items.yaml',
    content: `apiVersion: v1
kind: List
`,
  },
  {
    name: 'empty.yaml',
    content: `apiVersion: v1
kind: List
extra: 1
items: []
`,
  },
  {
    name: 'no-objects.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- null
- [a]
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: z
  data:
    k: v
`,
  },
  {
    name: 'wrong-types.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: s
  spec:
    ports: {a: b}
    selector: [a]
    clusterIP: {}
    publishNotReadyAddresses: 5
`,
  },
  {
    name: 'wrong-items.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: s
  spec:
    ports: [5, a, null, {port: true}, {port: '80'}, {port: 1.5}, [a]]
    selector: {a: [b], c: {d: e}, f: null, g: 5}
`,
  },
  {
    name: 'required.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: s
  spec:
    nodeName: 5
    containers: [{image: x, ports: [{name: a}]}, {name: y, resources: {limits: {cpu: 1, memory: [1]}}}]
    hostAliases: [{hostnames: [a]}]
    nope: null
`,
  },
  {
    name: 'deployment.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: s
  spec: {}
  status: x
`,
  },
  {
    name: 'metadata.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: 5
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: x, labels: [a], annotations: {a: 5}, nope: 1, creationTimestamp: 5, finalizers: x}
`,
  },
  {
    name: 'nested.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: List
  items: [{kind: ConfigMap}]
`,
  },
  {
    name: 'unions.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: s
  spec:
    ports: [{port: 80, targetPort: {a: b}}]
    ipFamilies: [IPv4, 5]
    sessionAffinityConfig: {clientIP: 5}
    trafficDistribution: true
`,
  },
  {
    name: 'numbers.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: Secret
  metadata:
    name: s
  data: {a: 5, b: [c]}
  immutable: 'yes'
`,
  },
  {
    name: 'kind-list.yaml',
    content: `apiVersion: v1
kind: ConfigMapList
items:
- metadata:
    name: ca
  data: {a: b}
- metadata:
    name: cb
  sata: {a: b}
`,
  },
  {
    name: 'kind-no-items.yaml',
    content: `apiVersion: v1
kind: ConfigMapList
items: 5
`,
  },
  {
    name: 'kind-more.yaml',
    content: `apiVersion: v1
kind: ConfigMapList
metadata: {nope: 1}
more: 1
items: []
`,
  },
  {
    name: 'other-list.yaml',
    content: `apiVersion: v1
kind: NothingList
items: [{metadata: {name: a}}]
`,
  },
  {
    name: 'documents.yaml',
    content: `apiVersion: v1
kind: ConfigMap
metadata: {name: d1}
---
apiVersion: v1
kind: Nothing
metadata: {name: d2}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: d3}
nope: 1
`,
  },
  {
    name: 'lists.yaml',
    content: `apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: m1
  data:
    k: v
---
apiVersion: v1
kind: List
metadata: {}
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: m2
  nope: 1
---
apiVersion: v1
kind: ConfigMap
metadata: {name: m3}
`,
  },
  {
    name: 'many.yaml',
    content: `---
apiVersion: v1
kind: ConfigMap
metadata: {name: n1}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: n2, nope: 1}
---
apiVersion: v1
kind: Nothing
metadata: {name: d2}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: n3}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: Bad_}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: n4, namespace: other}
`,
  },
  {
    name: 'apps-list.yaml',
    content: `apiVersion: apps/v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: al}
`,
  },
  {
    name: 'syntax.sh',
    content: `grep '^#' $1; sed -i 's/port: 80$/port:.81/' $1
`,
  },
  {
    name: 'kind.sh',
    content: `grep '^#' $1; sed -i 's/^kind: Service/kind: 5/' $1
`,
  },
  {
    name: 'field.sh',
    content: `grep '^#' $1; sed -i 's/    ports:/    portz:/' $1
`,
  },
  {
    name: 'value.sh',
    content: `grep '^#' $1; sed -i 's/port: 80$/port: 99999/' $1
`,
  },
  {
    name: 'type.sh',
    content: `grep '^#' $1; sed -i 's/port: 80$/port: x/' $1
`,
  },
];
