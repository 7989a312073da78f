/** What people do with kubectl, task by task, with the real one and with Berth's own. */

import { compareCommands } from './compare';

compareCommands(
  'tasks',
  `
# discovery
kubectl api-versions
kubectl api-resources
kubectl api-resources --api-group=networking.k8s.io -o wide
kubectl api-resources --namespaced=false -o name --sort-by=name
kubectl api-resources --api-group=apps --no-headers
kubectl version -o json | grep gitVersion | tail -1
kubectl auth can-i create pods
kubectl auth can-i --quiet delete services/web
since 1.35: kubectl auth whoami
kubectl get --raw /version | head -3
kubectl get --raw /healthz
kubectl get --raw /readyz
kubectl get --raw /nothing/here
kubectl cluster-info | head -1 | cut -c1-10

# create
kubectl create -f web.yaml
kubectl create -f web.yaml
kubectl create -f bad.yaml
kubectl create -f bad.yaml --validate=false
kubectl create -f invalid.yaml
kubectl create -f broken.yaml
kubectl create -f missing.yaml
kubectl create -f range.yaml
kubectl create -f range.yaml --dry-run=server
kubectl create namespace team
kubectl create namespace team
kubectl create deployment shop --image=nginx --replicas=2 --port=80
kubectl create deployment other --image=nginx --dry-run=client -o yaml
kubectl create deployment other --image=nginx --dry-run=server -o name
kubectl create service clusterip plain --tcp=5678:8080
kubectl create service nodeport node --tcp=80:8080 --node-port=30080
kubectl create service nodeport again --tcp=80:8080 --node-port=30080
kubectl create service externalname outside --external-name=example.com
kubectl create service clusterip headless --clusterip=None -n team
kubectl create configmap settings --from-literal=a=1 --from-literal=b=two
kubectl create secret generic hidden --from-literal=password=letmein
kubectl create job once --image=busybox -- sh -c 'echo done'
kubectl run worker --image=busybox --labels=app=worker --restart=Never -- sleep 3600
kubectl expose deployment shop --port=80 --target-port=8080

# apply
kubectl apply -f pod.yaml
kubectl apply -f pod.yaml
kubectl apply -f web-changed.yaml
kubectl diff -f web.yaml
kubectl diff -f web-changed.yaml
kubectl apply -f web.yaml
kubectl apply --server-side -f web-changed.yaml
kubectl apply --server-side --force-conflicts -f web-changed.yaml
kubectl apply --server-side --field-manager=other -f web.yaml
kubectl apply -f web.yaml --dry-run=server -o yaml
kubectl apply view-last-applied service web

# get
kubectl get services
kubectl get service web -o yaml
kubectl get service web -o yaml --show-managed-fields
kubectl get service web -o json
since 1.34: kubectl get service plain -o kyaml
kubectl get svc -o name
kubectl get svc -o wide --show-labels
kubectl get svc -L app -l app=web
kubectl get svc --field-selector metadata.name=plain
kubectl get svc --sort-by=.metadata.name --no-headers
kubectl get svc -o jsonpath='{range .items[*]}{.metadata.name}{" "}{.spec.clusterIP}{"\\n"}{end}'
kubectl get svc -o go-template='{{range .items}}{{.metadata.name}} {{.spec.type}}{{"\\n"}}{{end}}'
kubectl get svc -o custom-columns=NAME:.metadata.name,PORTS:.spec.ports[*].port
kubectl get pods,svc -A
kubectl get all
kubectl get all -n team
kubectl get servicecidrs,ipaddresses
kubectl get nodes -o wide
kubectl get ns
kubectl get pod hosts -o yaml
kubectl get deployment shop -o yaml
kubectl get endpointslices -l kubernetes.io/service-name=shop
kubectl get svc nothing
kubectl get nothing
kubectl get svc -n nowhere
kubectl get svc -o nothing
kubectl get svc nothing --ignore-not-found
kubectl get pv
kubectl get svc --chunk-size=1
kubectl get --raw /api/v1/namespaces/team/services/headless/status | cut -c1-40
waits: timeout 2 kubectl get ns -w
waits: timeout 2 kubectl get svc web -w -o name
waits: timeout 9 kubectl get svc web plain -w
kubectl get events --field-selector involvedObject.name=hosts -o custom-columns=REASON:.reason,MESSAGE:.message

# describe, explain
kubectl describe service web
kubectl describe pod hosts
kubectl describe deployment shop
kubectl describe servicecidr second
kubectl describe ns team
kubectl describe node worker0
kubectl describe svc nothing
kubectl explain service.spec.clusterIP
kubectl explain pod.spec.hostAliases
kubectl explain servicecidr --recursive
kubectl explain service.nothing
kubectl explain deployment

# patch, label, annotate, replace, set, scale, rollout
kubectl patch service plain -p '{"spec":{"ports":[{"port":5678,"name":"main"}]}}'
kubectl patch service plain --type=merge -p '{"metadata":{"labels":{"a":"b"}}}'
kubectl patch service plain --type=json -p '[{"op":"replace","path":"/spec/ports/0/port","value":99}]'
kubectl patch service plain --type=json -p '[{"op":"remove","path":"/spec/nothing"}]'
kubectl patch service plain -p '{"spec":{"clusterIP":"10.96.0.77"}}'
kubectl patch service nothing -p '{}'
kubectl patch service plain -p '{"spec":'
kubectl patch service plain -p '{}'
kubectl label service plain color=red
kubectl label service plain color=blue
kubectl label service plain color=blue --overwrite
kubectl label service plain color-
kubectl label svc --all looked=at
kubectl label svc plain 'bad label=1'
kubectl annotate service plain note='some words'
kubectl annotate service plain note-
kubectl replace -f web.yaml
kubectl get service web -o yaml | sed s/8080/9090/ | kubectl replace -f -
kubectl replace -f invalid.yaml
kubectl scale deployment shop --replicas=3
kubectl scale deployment shop --replicas=1 --current-replicas=7
kubectl scale deployment nothing --replicas=1
waits: kubectl rollout status deployment/shop --timeout=60s
kubectl set image deployment/shop nginx=nginx:1.27
waits: kubectl rollout status deployment/shop --timeout=60s
kubectl rollout history deployment/shop
kubectl rollout restart deployment/shop
waits: kubectl rollout status deployment/shop
waits: kubectl rollout status deployment/nothing

# logs, exec
kubectl logs hosts
kubectl logs hosts --tail=1
kubectl logs hosts -c nothing
kubectl logs nothing
kubectl logs job/once
kubectl exec hosts -- cat /etc/hosts
kubectl exec hosts -- sh -c 'echo out; echo err >&2; exit 7'
echo through | kubectl exec -i hosts -- cat
printf 'b\\na\\n' | kubectl exec -i hosts -c cat -- sort
kubectl exec hosts -- no-such-program
kubectl exec nothing -- true
kubectl exec hosts -c nothing -- true
kubectl exec hosts
kubectl exec deploy/shop -- true
waits: kubectl exec hosts -- sh -c 'sleep 2; echo later'

# wait, delete
waits: kubectl wait --for=condition=Ready pod/hosts --timeout=30s
waits: kubectl wait --for=jsonpath='{.status.phase}'=Running pod/hosts --timeout=30s
waits: kubectl wait --for=condition=Ready pod/nothing --timeout=1s
waits: kubectl wait --for=condition=Nothing pod/hosts --timeout=1s
waits: kubectl wait --for=delete pod/nothing --timeout=2s
waits: kubectl wait --for=condition=Available deployment/shop
kubectl delete service node
kubectl delete service node
kubectl delete -f web.yaml
waits: kubectl delete pod hosts --grace-period=1
waits: kubectl delete pod worker --now
waits: kubectl delete deployment shop --wait
kubectl delete svc -l looked=at
kubectl delete svc shop --wait=false
waits: kubectl delete servicecidr second --timeout=30s
waits: kubectl delete namespace team
kubectl delete ns team --ignore-not-found
kubectl delete configmap/settings secret/hidden
kubectl get all
`,
);
