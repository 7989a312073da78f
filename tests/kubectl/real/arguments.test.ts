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

# kinds that the server does not have
kubectl create clusterrole
kubectl create clusterrole x
kubectl create clusterrole x --verb=get
kubectl create clusterrolebinding
kubectl create rolebinding x
kubectl create ingress x
kubectl create ingress x --rule=bad
kubectl create quota x --hard=pods
kubectl create pdb x --selector=a=b --min-available=1 --max-unavailable=2
kubectl create secret tls x --cert=a --key=b
kubectl create secret docker-registry x

# sources of settings
printf '# two\\nA=1\\n\\nB=two words\\n' > env.txt; kubectl create cm x --from-env-file=env.txt --dry-run=client -o yaml
kubectl create secret generic x --from-env-file=env.txt --from-literal=a=b
kubectl create configmap x --from-literal=a=b --from-literal=a=c
kubectl create configmap x --from-file=a=b=c
mkdir d; cp env.txt d/one; cp env.txt d/two; kubectl create cm x --from-file=d --dry-run=client -o yaml

# others
kubectl run x --image=a --port=x
kubectl run x --image=a --env=b
kubectl run x --image=a --labels=a
kubectl get svc --output-watch-events
kubectl get deploy --subresource=scale
kubectl get --raw /api svc
kubectl get --raw=/api -o yaml
waits: kubectl wait --for=jsonpath= pod/x
waits: kubectl wait --for=condition=Available deploy/shop -o name --timeout=60s
`,
  [POD],
);
