/** Rarer commands, wrong words and refusals, with the real kubectl and with Berth's own. */

import { compareCommands } from './compare';

compareCommands(
  'corners',
  `
# what the rest is about
kubectl create -f web.yaml
kubectl create namespace team
kubectl create deployment shop --image=nginx --replicas=2 --port=80
kubectl create service clusterip plain --tcp=5678:8080
kubectl create configmap settings --from-literal=a=1 --from-literal=b=two
kubectl create secret generic hidden --from-literal=password=letmein
kubectl create job once --image=busybox -- sh -c 'echo done'
kubectl apply -f pod.yaml
kubectl expose deployment shop --port=80 --target-port=8080

# files of several documents, folders, text on stdin
kubectl apply -f several.yaml
kubectl apply -f several.yaml --server-side
kubectl get -f several.yaml
kubectl get -f several.yaml -o name
kubectl get -f several.yaml -o yaml
kubectl diff -f several.yaml
kubectl create -f several.yaml
cat web.yaml | kubectl apply -f -
kubectl apply -f broken.yaml
kubectl apply -f bad.yaml
kubectl apply -f invalid.yaml
kubectl apply -f missing.yaml
kubectl apply
kubectl apply -f ''
sed s/busybox:1.28/busybox:1.36/ pod.yaml | kubectl apply -f -
sed 's/10.1.2.3/10.1.2.4/' pod.yaml | kubectl apply -f -
sed 's/10.1.2.3/10.1.2.4/' pod.yaml | kubectl diff -f -
kubectl apply view-last-applied service/web -o json
kubectl apply view-last-applied service/plain
kubectl replace --force -f web.yaml
kubectl delete -f several.yaml
kubectl apply -f several.yaml --dry-run=client
kubectl apply -f several.yaml --dry-run=client -o yaml
kubectl create -f several.yaml --dry-run=client -o json
kubectl create -f several.yaml -o name
kubectl create --raw /api/v1/namespaces/default/configmaps -f map.json | cut -c1-60
# wrong words
kubectl get
kubectl nothing
kubectl get --nothing
kubectl get pods -o
kubectl get pods web -l app=web
kubectl get pods --sort-by={.metadata.nothing}
kubectl get svc -o jsonpath='{.items[0'
kubectl get svc -o jsonpath='{.items[99].metadata.name}'
kubectl get svc -o go-template='{{.items'
kubectl get svc -o custom-columns=NAME
kubectl get svc -o custom-columns-file=missing.txt
kubectl get svc --field-selector spec.nothing=1
kubectl get svc -l 'a b'
kubectl get svc/web pods
kubectl get svc/web svc/plain
kubectl get svc/web ns/default
kubectl get svc web plain nothing
kubectl get pods,nothing
kubectl get svc --all-namespaces web
kubectl get foo/bar/baz
kubectl describe
kubectl describe nothing
kubectl delete
kubectl delete svc
kubectl delete svc --all --dry-run=server
kubectl delete pods -l app=none
kubectl label svc web
kubectl label svc web a=b a-
kubectl annotate svc
kubectl patch svc web
kubectl patch svc web --type=nothing -p '{}'
kubectl patch svc web -p '[1]'
kubectl patch svc web --type=json -p '{}'
kubectl patch svc web --type=json -p '[{"op":"test","path":"/spec/type","value":"NodePort"}]'
kubectl patch svc web --type=merge -p '{"spec":{"type":"Sort"}}'
kubectl patch svc web --type=merge -p '{"spec":{"ipFamilyPolicy":"RequireDualStack"}}'
kubectl patch svc web --type=merge -p '{"spec":{"nothing":1}}'
kubectl scale deployment
kubectl scale deployment shop
kubectl scale svc web --replicas=2
kubectl rollout status svc/web
kubectl rollout undo deployment/nothing
kubectl expose pod hosts
kubectl expose pod nothing --port=80
kubectl expose svc web --port=80
kubectl expose deployment shop --port=80 --name=Bad
kubectl create
kubectl create service
kubectl create service clusterip
kubectl create service clusterip Bad --tcp=80
kubectl create service clusterip c --tcp=bad
kubectl create service clusterip c --tcp=80 --clusterip=10.96.0.1
kubectl create service nodeport n --tcp=80 --node-port=99999
kubectl create service externalname
kubectl create deployment
kubectl create deployment d
kubectl create namespace
kubectl create namespace Bad_Name
kubectl create configmap c --from-literal=novalue
kubectl create configmap c --from-file=missing.txt
kubectl run
kubectl run Bad --image=busybox
kubectl run p
kubectl explain
kubectl explain nothing
kubectl explain svc --api-version=v2
kubectl api-resources --sort-by=nothing
kubectl api-versions extra
kubectl wait
kubectl wait pod/hosts
kubectl wait --for=nothing pod/hosts
kubectl wait --for=condition=Ready pod --all --timeout=1s
kubectl -n nowhere get pods
kubectl --namespace=team create configmap m --dry-run=client -o yaml
kubectl --context=nothing get svc
# more of get
kubectl get svc,configmaps -o yaml
kubectl get svc web plain -o json
kubectl get svc -o jsonpath-as-json='{.items[*].metadata.name}'
kubectl get svc -o custom-columns=N:.metadata.name,IP:.spec.clusterIPs,X:.spec.nothing --no-headers
kubectl get pods -o wide --sort-by=.status.podIP
kubectl get pods --show-labels
kubectl get pods --show-kind
kubectl get rs,deploy
kubectl get endpoints shop
kubectl get ep kubernetes -o yaml
kubectl get ipaddresses -o wide
kubectl get servicecidr kubernetes -o yaml
kubectl get lease -A
kubectl get sa
kubectl get cm
kubectl get secrets
kubectl get jobs
kubectl get deploy shop --subresource=status -o jsonpath='{.status.readyReplicas}'
kubectl get deploy shop --subresource=scale
kubectl get pods --server-print=false
kubectl get svc web --server-print=false
kubectl get svc -o wide -A --no-headers
kubectl get events -o name | head -1 | cut -c1-6
kubectl get componentstatuses
kubectl get crd
kubectl get ingress
kubectl get storageclass -o yaml
kubectl get pods -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.status.podIPs}{"\\n"}{end}'
kubectl get pods --field-selector status.phase=Running -o name
kubectl get pods --field-selector status.phase!=Running,spec.nodeName=worker0
kubectl get nodes worker0 -o jsonpath='{.spec.podCIDR} {.status.addresses[*].type}'
kubectl get nodes --show-labels
waits: kubectl get pods -w --request-timeout=2s
waits: timeout 2 kubectl get svc -w --output-watch-events
# more of describe
kubectl describe svc
kubectl describe svc web plain
kubectl describe svc/web pod/hosts
kubectl describe -f web.yaml
kubectl describe svc -l app=web
kubectl describe endpointslices -l kubernetes.io/service-name=shop
kubectl describe endpoints shop
kubectl describe ipaddress 10.96.0.1
kubectl describe servicecidr
kubectl describe cm settings
kubectl describe secret hidden
kubectl describe job once
kubectl describe rs
kubectl describe sa default
kubectl describe lease -n kube-node-lease
kubectl describe pod
# more of rollout, set, scale
kubectl rollout pause deployment/shop
kubectl rollout pause deployment/shop
kubectl rollout resume deployment/shop
kubectl rollout resume deployment/shop
kubectl rollout undo deployment/shop
kubectl rollout undo deployment/shop --to-revision=77
kubectl rollout history deployment/shop --revision=1
kubectl set env deployment/shop A=b
kubectl set env deployment/shop --list
kubectl set image deployment/shop other=nginx
kubectl set resources deployment shop --limits=cpu=200m
kubectl scale deployment shop --replicas=2
kubectl scale --replicas=2 deployment/shop deployment/nothing
kubectl scale rs --all --replicas=1
kubectl annotate deployment shop kubernetes.io/change-cause='by hand'
kubectl rollout history deployment/shop
# nodes
kubectl label node worker0 disk=ssd
kubectl taint nodes worker0 key=value:NoSchedule
kubectl taint nodes worker0 key=value:NoSchedule-
kubectl cordon worker0
kubectl uncordon worker0
kubectl top nodes
kubectl events --for pod/hosts --types=Warning
# more of logs and exec
kubectl logs -l app=hosts
kubectl logs -l app=hosts --prefix
kubectl logs hosts --all-containers
kubectl logs hosts --previous
kubectl logs hosts --since=1s
kubectl logs hosts --limit-bytes=4
kubectl logs
waits: kubectl logs svc/web --pod-running-timeout=1s
waits: timeout 2 kubectl logs hosts -f
kubectl exec -q hosts -- cat /etc/hostname
kubectl exec hosts -- env
kubectl exec hosts -- sh -c 'kill -9 $$'
waits: kubectl exec svc/web --pod-running-timeout=1s -- true
kubectl exec hosts cat /etc/hosts
kubectl exec hosts --
kubectl exec -it hosts -- echo tty
# delete
kubectl delete pod hosts --dry-run=client
kubectl delete pod hosts --dry-run=server -o name
kubectl delete svc web plain nothing
kubectl delete svc/shop cm/settings
waits: kubectl delete pod hosts --force
waits: kubectl delete deployment shop --cascade=orphan
waits: kubectl delete rs --all
waits: kubectl delete pods --all --grace-period=1
kubectl delete all -l app=none
kubectl delete node worker0 --dry-run=server
kubectl delete ns default
kubectl delete ns kube-system --dry-run=server
`,
);
