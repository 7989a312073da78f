/** Sorted lists, old values of --dry-run, and configurations that were applied last, with the real kubectl and with Berth's own. */

import { compareCommands } from './compare';

compareCommands(
  'orders',
  `
# l5
kubectl create -f web.yaml
kubectl create deployment shop --image=nginx --replicas=2 --port=80
kubectl create service clusterip plain --tcp=5678:8080
kubectl create configmap settings --from-literal=a=1 --from-literal=b=two
kubectl get svc --sort-by=.spec.ports; echo $?
kubectl get svc --sort-by=.spec.ports -o yaml; echo $?
kubectl get svc --sort-by=.metadata.labels
kubectl get svc --sort-by=.metadata.labels -o name
kubectl get svc web --sort-by=.spec.ports
kubectl get svc,cm --sort-by=.spec.ports
kubectl get svc,cm --sort-by=.metadata.labels -o name
kubectl get svc,cm --sort-by=.metadata.name -o name
kubectl get svc,cm --sort-by=.metadata.creationTimestamp -o name
kubectl get svc,cm --sort-by=.metadata.name
kubectl get svc/web svc/plain --sort-by=.metadata.name
kubectl get svc web plain --sort-by=.spec.clusterIP
kubectl get svc --sort-by=.spec.clusterIP --no-headers
kubectl get pods --sort-by=.status.podIP -o wide
kubectl get pods --sort-by=.metadata.resourceVersion -A --no-headers | wc -l
kubectl get svc -A --sort-by=.metadata.namespace
kubectl get svc --sort-by=
kubectl get svc --sort-by=NAME
kubectl get svc --sort-by=.spec.ports[*].port
kubectl get svc --sort-by=.spec.ports[0].targetPort
kubectl get svc --sort-by='.spec.ports[?(@.port>100)].port'
kubectl get svc --sort-by='metadata.name'
kubectl get nothing --sort-by=.x
kubectl get svc nothing --sort-by=.x
kubectl get svc web nothing --sort-by=.metadata.name
kubectl create configmap d --dry-run
kubectl create configmap d --dry-run -o yaml
kubectl apply -f web.yaml --dry-run
kubectl apply -f several.yaml --dry-run
kubectl delete -f web.yaml --dry-run
kubectl run x --image=busybox --dry-run=true
kubectl run x --image=busybox --dry-run=false
kubectl run x --image=busybox --dry-run=T --expose --port=80
kubectl expose -f several.yaml --name=e3 --dry-run
kubectl label svc web q=r --dry-run
kubectl scale deploy shop --replicas=1 --dry-run
kubectl set image deploy/shop nginx=nginx:2 --dry-run
kubectl taint node worker0 a=b:NoSchedule --dry-run
kubectl cordon worker0 --dry-run
kubectl drain worker0 --dry-run
kubectl create deploy shop2 --image=x --dry-run=bogus
kubectl create deploy shop2 --image=x --dry-run=
kubectl create deploy shop2 --image=x --dry-run client
kubectl rollout undo deploy/shop --dry-run
kubectl replace -f web.yaml --dry-run
kubectl create svc nodeport n --tcp=80 --dry-run -o yaml
kubectl apply set-last-applied -f web.yaml --dry-run --create-annotation
kubectl patch svc web -p '{}' --dry-run
# l6
kubectl create -f web.yaml
kubectl create service clusterip plain --tcp=5678:8080
kubectl apply set-last-applied -f noname.yaml
kubectl apply set-last-applied -f team.yaml
kubectl apply view-last-applied -f noname.yaml
kubectl apply set-last-applied -f web.yaml
kubectl apply set-last-applied -f web.yaml --create-annotation --dry-run=client
kubectl apply set-last-applied -f web.yaml --create-annotation --dry-run=server
kubectl apply set-last-applied -f web.yaml --create-annotation
kubectl apply set-last-applied -f web.yaml --create-annotation
kubectl apply set-last-applied -f web-changed.yaml --dry-run=client
kubectl apply set-last-applied -f web-changed.yaml --dry-run=client -o yaml
kubectl apply set-last-applied -f web-changed.yaml --dry-run=server -o yaml
kubectl apply set-last-applied -f web-changed.yaml -o yaml
kubectl apply set-last-applied -f web.yaml -o name
kubectl apply set-last-applied
kubectl apply set-last-applied web
kubectl apply set-last-applied -f several.yaml
kubectl apply view-last-applied svc
kubectl apply view-last-applied svc --all
kubectl apply view-last-applied svc -l app=web
kubectl apply view-last-applied svc web plain
kubectl apply view-last-applied svc/plain
kubectl apply view-last-applied svc web -o wide
kubectl apply view-last-applied svc web -o json
kubectl apply view-last-applied
kubectl apply -f noname.yaml
kubectl apply -f noname.yaml --server-side
kubectl diff -f noname.yaml
kubectl apply nothing
kubectl apply -f web.yaml -o yaml --dry-run=client
kubectl apply -f web.yaml -o name
kubectl apply -f web.yaml --validate=maybe
kubectl apply -f web.yaml --force-conflicts
kubectl apply -f web.yaml --server-side --dry-run=client
kubectl apply -f web.yaml --server-side --force
kubectl apply -f web.yaml --prune
kubectl apply -f web.yaml --cascade=x
kubectl apply -f web.yaml --grace-period=1
kubectl apply -f web.yaml --overwrite=false
kubectl apply -f web.yaml -l app=none
kubectl apply -f several.yaml -l a=b
kubectl apply -f web.yaml -f several.yaml --dry-run=server
kubectl apply -f web.yaml --subresource=status --server-side
kubectl apply -f web.yaml --subresource=status
kubectl apply -f web.yaml --field-manager=me --server-side
kubectl delete -f web.yaml svc web
`,
);
