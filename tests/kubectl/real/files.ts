/** Files that the commands read. */

export const FILES = [
  {
    name: 'web.yaml',
    content: `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    app: web
spec:
  selector:
    app: web
  ports:
  - name: http
    port: 80
    targetPort: 8080
`,
  },
  {
    name: 'web-changed.yaml',
    content: `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    app: web
    tier: front
spec:
  selector:
    app: web
  ports:
  - name: http
    port: 81
    targetPort: 8080
`,
  },
  {
    name: 'pod.yaml',
    content: `apiVersion: v1
kind: Pod
metadata:
  name: hosts
  labels:
    app: hosts
spec:
  restartPolicy: Never
  hostAliases:
  - ip: 10.1.2.3
    hostnames:
    - foo.remote
    - bar.remote
  containers:
  - name: cat
    image: busybox:1.28
    command: [sh, -c, "echo started; echo problem >&2; sleep 3600"]
`,
  },
  {
    name: 'bad.yaml',
    content: `apiVersion: v1
kind: Service
metadata:
  name: Bad_Name
spec:
  sort: of
  ports:
  - port: 80
`,
  },
  {
    name: 'invalid.yaml',
    content: `apiVersion: v1
kind: Service
metadata:
  name: invalid
spec:
  clusterIP: 10.1.2.300
  ports:
  - port: 70000
`,
  },
  {
    name: 'range.yaml',
    content: `apiVersion: networking.k8s.io/v1
kind: ServiceCIDR
metadata:
  name: second
spec:
  cidrs:
  - 10.97.0.0/24
`,
  },
  {
    name: 'broken.yaml',
    content: 'apiVersion: v1\nkind: Service\n  metadata: [\n',
  },
  {
    name: 'several.yaml',
    content: `apiVersion: v1
kind: ConfigMap
metadata:
  name: first
data:
  key: value
---
apiVersion: v1
kind: Service
metadata:
  name: second
spec:
  clusterIP: None
  ports:
  - port: 80
---
# nothing here
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: third
spec:
  replicas: 0
  selector:
    matchLabels:
      app: third
  template:
    metadata:
      labels:
        app: third
    spec:
      containers:
      - name: web
        image: nginx
        ports:
        - containerPort: 80
`,
  },
  {
    name: 'map.json',
    content: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"raw"},"data":{"a":"b"}}',
  },
  {
    name: 'noname.yaml',
    content: `apiVersion: v1
kind: Service
metadata:
  labels: {a: b}
spec:
  ports:
  - port: 80
`,
  },
  {
    name: 'gen.yaml',
    content: `apiVersion: v1
kind: Service
metadata:
  generateName: web-
spec:
  ports:
  - port: 80
`,
  },
  {
    name: 'team.yaml',
    content: `apiVersion: v1
kind: Service
metadata:
  name: t
  namespace: team
spec:
  ports:
  - port: 80
`,
  },
  {
    name: 'plain.yaml',
    content: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
`,
  },
];
