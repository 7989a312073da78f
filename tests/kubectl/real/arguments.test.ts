/** Commands that need what is not simulated check what they are given as the real kubectl does. */

import { compareCommands } from './compare';

const POD = {
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
};

compareCommands(
  'arguments of what is not simulated',
  `
kubectl create -f multi.yaml
kubectl create deployment shop --image=nginx --port=80
kubectl top pod
kubectl top pods --containers
kubectl top pod x
kubectl top pod x -l a=b
kubectl top pod -A --sort-by=x
kubectl top nothing
kubectl certificate approve
kubectl certificate approve x
kubectl certificate deny x y
kubectl autoscale
kubectl autoscale deploy shop
kubectl autoscale deploy shop --min=5 --max=3
kubectl autoscale deploy nothing --max=3
kubectl autoscale deploy shop --max=0
kubectl autoscale --max=3
kubectl autoscale cm kube-root-ca.crt --max=3
kubectl attach
kubectl attach nothing
kubectl attach multi -c none
kubectl attach a b
kubectl attach deploy/nothing
kubectl attach deploy/shop --pod-running-timeout=0s
kubectl port-forward
kubectl port-forward multi
kubectl port-forward nothing 80
kubectl port-forward svc/nothing 80
kubectl proxy --port=x
kubectl cp
kubectl cp a
kubectl cp nofile multi:/b
kubectl cp web.yaml multi:
kubectl cp a:b c:d
kubectl cp nothing:/a b
kubectl cp a/b/c:/d e
kubectl cp :/a b
kubectl debug
kubectl debug multi
kubectl debug multi --image=busybox --target=none --profile=x
kubectl debug nothing --image=busybox
kubectl debug node/nothing --image=busybox
kubectl debug deploy/shop --image=busybox
kubectl kustomize nodir 2>&1 | sed 's#lstat /.*/#lstat #'
kubectl kustomize a b
kubectl apply -k nodir 2>&1 | sed 's#lstat /.*/#lstat #'
kubectl apply -k . -f web.yaml
kubectl get -k nodir 2>&1 | sed 's#lstat /.*/#lstat #'
kubectl completion
kubectl completion nothing
kubectl plugin nothing
kubectl alpha
kubectl alpha kuberc
kubectl auth
kubectl auth nothing
kubectl auth reconcile
kubectl auth reconcile -f web.yaml
kubectl auth whoami -o json
kubectl auth whoami extra
kubectl apply edit-last-applied
kubectl apply edit-last-applied deploy/shop
kubectl apply view-last-applied
kubectl apply view-last-applied deploy/shop
kubectl apply view-last-applied deploy/nothing
kubectl apply view-last-applied deploy --all
kubectl set subject
kubectl set subject rolebinding x --user=a
waits: timeout 3 kubectl attach multi -c one
waits: timeout 3 kubectl attach multi -i -c one
`,
  [POD],
);
