/** `logs`, `exec`, `events` and `explain`, with the real kubectl and with Berth's own. */

import { compareCommands } from './compare';

const FILES = [
  {
    name: 'multi.yaml',
    content: `apiVersion: v1
kind: Pod
metadata:
  name: multi
  labels: {app: multi}
spec:
  initContainers:
  - name: init
    image: busybox
    command: [sh, -c, "echo initialising; echo half >&2"]
  containers:
  - name: one
    image: busybox
    command: [sh, -c, "for i in 1 2 3 4 5; do echo one $i; done; sleep 3600"]
  - name: two
    image: busybox
    command: [sh, -c, "echo two; sleep 3600"]
`,
  },
  {
    name: 'crash.yaml',
    content: `apiVersion: v1
kind: Pod
metadata:
  name: crash
  labels: {app: crash}
spec:
  containers:
  - name: main
    image: busybox
    command: [sh, -c, "echo dying; exit 3"]
`,
  },
  {
    name: 'stuck.yaml',
    content: `apiVersion: v1
kind: Pod
metadata:
  name: stuck
spec:
  nodeSelector: {none: such}
  containers:
  - name: a
    image: busybox
  - name: b
    image: busybox
`,
  },
  {
    name: 'echo.yaml',
    content: `apiVersion: apps/v1
kind: Deployment
metadata: {name: echo}
spec:
  replicas: 2
  selector: {matchLabels: {app: echo}, matchExpressions: [{key: x, operator: In, values: [a, b]}]}
  template:
    metadata: {labels: {app: echo, x: a}}
    spec:
      containers:
      - name: a
        image: busybox
        command: [sh, -c, "echo hello; sleep 3600"]
      - name: b
        image: busybox
        command: [sh, -c, "echo there; sleep 3600"]
`,
  },
];

compareCommands(
  'logs, exec, events and explain',
  `
kubectl create -f multi.yaml -f crash.yaml -f stuck.yaml -f echo.yaml
kubectl create -f plain.yaml
kubectl logs multi one -c two
kubectl logs multi one --all-containers
kubectl logs multi --all-containers --prefix | sort
kubectl logs multi -c one --limit-bytes=0 --since=0s --tail=2
kubectl logs multi -c one --limit-bytes=-1
kubectl logs multi -c one --since=-1s
kubectl logs multi -c one --tail=-2
kubectl logs multi -c one --since=1h --since-time=2020-01-01T00:00:00Z
kubectl logs multi -c one --since-time=2020-02-30T00:00:00Z
kubectl logs nothing --since-time=2020-01-01
kubectl logs multi -c one --since-time=2040-01-01T00:00:00Z --timestamps
kubectl logs multi -c none
kubectl logs multi -p
kubectl logs crash --previous --timestamps
kubectl logs stuck --all-containers --ignore-errors
kubectl logs multi --all-containers --ignore-errors -p | sort
kubectl logs deploy/echo -c b
kubectl logs deploy/echo --all-pods | sort
kubectl logs -l app=echo --all-containers --prefix | sort
kubectl logs -l app=echo --max-log-requests=1 -f
kubectl logs -l 'app in multi'
kubectl logs svc/web
kubectl logs node/worker0
kubectl logs pod/
kubectl logs a/b/c
kubectl logs ''
kubectl logs multi --pod-running-timeout=0s
kubectl log multi -c two
kubectl -x get svc
kubectl --nothing get
kubectl exec multi -- echo hi
kubectl exec multi -c none -- echo hi
kubectl exec multi echo hi
kubectl exec -- echo
kubectl exec multi --
kubectl exec stuck -- true
kubectl exec svc/web -- echo x
kubectl exec cm/kube-root-ca.crt -- echo x
kubectl exec -f echo.yaml -c b -- echo x
kubectl exec -f several.yaml -- echo x
kubectl exec -f multi.yaml multi -- echo x
kubectl exec multi -c one --pod-running-timeout=0s -- echo x
kubectl exec -t multi -c one -- echo tty
waits: kubectl exec deploy/third --pod-running-timeout=1s -- true
kubectl events --for pod/multi --types=normal --no-headers | sed 's/^[^ ]* *//' | sort
kubectl events --for pod/multi -o name
kubectl events --for pod/multi -o jsonpath='{.kind} {.items[*].type}'
kubectl events --for done
kubectl events --for pods.v1/done
kubectl events --for /done
kubectl events --for a/b/c
kubectl events --types=Other
kubectl events -o custom-columns=A:.reason
kubectl api-resources -o kyaml --api-group=batch
kubectl api-resources -o json --api-group=apps
kubectl api-resources -o xml
kubectl version --client -o json | sed 's/: ".*//'
kubectl version --short
kubectl explain service.spec.ports
kubectl explain service.spec.ports.nothing.x
kubectl explain pod.spec.containers.resources.limits
kubectl explain deployments.v1.apps.spec
kubectl explain deployments.apps.spec.strategy
kubectl explain deployment --api-version=v1
kubectl explain events.events.k8s.io.reason
kubectl explain ingresses
kubectl explain service..spec
kubectl explain service --output=xml
kubectl explain service --output=plaintext-openapiv2
kubectl explain pod.spec.containers.resources.limits --output=plaintext-openapiv2
kubectl explain pod.spec --output=plaintext-openapiv2 --recursive
`,
  FILES,
);
