/** Lists, several documents and several objects: what is checked first, which errors end a command, editors, and `auth can-i`. */

import { compareCommands } from './compare';
import { LIST_FILES } from './list-files';

compareCommands(
  'lists and editors',
  `
# checked before anything is sent
kubectl create -f list.yaml; kubectl apply -f list.yaml
kubectl create -f unknown-fields.yaml; kubectl apply -f unknown-fields.yaml
kubectl create -f wrong-value.yaml; kubectl apply -f wrong-value.yaml
kubectl create -f unknown-kinds.yaml; kubectl apply -f unknown-kinds.yaml
kubectl create -f no-type-meta.yaml; kubectl apply -f no-type-meta.yaml
kubectl create -f no-list.yaml; kubectl apply -f no-list.yaml
kubectl create -f no-items.yaml; kubectl apply -f no-items.yaml
kubectl create -f empty.yaml; kubectl apply -f empty.yaml
kubectl create -f no-objects.yaml; kubectl apply -f no-objects.yaml
kubectl create -f wrong-types.yaml; kubectl apply -f wrong-types.yaml
kubectl create -f wrong-items.yaml; kubectl apply -f wrong-items.yaml
kubectl create -f required.yaml; kubectl apply -f required.yaml
kubectl create -f deployment.yaml; kubectl apply -f deployment.yaml
kubectl create -f metadata.yaml; kubectl apply -f metadata.yaml
kubectl create -f nested.yaml; kubectl apply -f nested.yaml
kubectl create -f unions.yaml; kubectl apply -f unions.yaml
kubectl create -f numbers.yaml; kubectl apply -f numbers.yaml
kubectl create -f kind-list.yaml; kubectl apply -f kind-list.yaml
kubectl create -f kind-no-items.yaml; kubectl apply -f kind-no-items.yaml
kubectl create -f kind-more.yaml; kubectl apply -f kind-more.yaml
kubectl create -f other-list.yaml; kubectl apply -f other-list.yaml
kubectl create -f documents.yaml; kubectl apply -f documents.yaml
kubectl create -f lists.yaml; kubectl apply -f lists.yaml
kubectl create -f apps-list.yaml; kubectl apply -f apps-list.yaml
kubectl create -f unknown-fields.yaml --validate=ignore; kubectl create -f unknown-fields.yaml --validate=warn
kubectl replace -f unknown-fields.yaml; kubectl diff -f unknown-fields.yaml
kubectl apply --server-side -f unknown-fields.yaml; kubectl delete -f unknown-fields.yaml
kubectl create -f wrong-types.yaml --dry-run=client
kubectl create -f list.yaml --dry-run=client -o yaml
kubectl label -f list.yaml a=b; kubectl annotate -f list.yaml a=b; kubectl get -f list.yaml -o name; kubectl delete -f list.yaml

# which errors end a command, and in which order they are told
kubectl create configmap x1; kubectl create configmap x2; kubectl create deployment d1 --image=nginx; kubectl create deployment d2 --image=nginx
kubectl label cm x1 nothing x2 a=b; kubectl label cm x1 nothing x2 a=c
kubectl annotate cm nothing x2 x1 a=b; kubectl patch cm nothing x1 -p '{"data":{"a":5}}'
kubectl scale deployment d1 nothing d2 --replicas=2; kubectl scale deployment d1 nothing d2 --replicas=3 --current-replicas=7
kubectl set image deployment d1 nothing d2 nginx=b; kubectl set env deployment d1 nothing d2 A=b; kubectl set resources deployment d1 nothing d2 --limits=cpu=1
kubectl rollout restart deployment d1 nothing d2
kubectl rollout pause deployment d1 nothing d2; kubectl rollout pause deployment d1 nothing d2
kubectl rollout undo deployment d1 nothing d2
kubectl rollout resume deployment d1; kubectl rollout undo deployment d1 nothing d2
kubectl rollout restart cm x1 deployment/d2; kubectl rollout pause cm/x1 deployment/d2; kubectl rollout history deployment d1 nothing d2
kubectl expose deployment d1 nothing d2 --port=80; kubectl delete deployment d1 nothing d2
kubectl get cm x1 nothing x2; kubectl describe cm x1 nothing x2
kubectl cordon worker0 nothing worker0; kubectl taint nodes worker0 nothing a=b:NoSchedule
kubectl create -f many.yaml; kubectl apply -f many.yaml
kubectl replace -f many.yaml; kubectl label -f many.yaml q=r; kubectl delete -f many.yaml
kubectl get cm x1 -n nowhere; kubectl label cm x1 -n nowhere a=b; kubectl describe cm x1 -n nowhere; kubectl patch cm x1 -n nowhere -p '{}'; kubectl delete cm x1 -n nowhere

# editors
kubectl create -f web.yaml; kubectl create service clusterip plain --tcp=80
EDITOR='sh syntax.sh' kubectl edit svc web
EDITOR='sh kind.sh' kubectl edit svc web
EDITOR='sh field.sh' kubectl edit svc web plain
EDITOR='sh value.sh' kubectl edit svc web
EDITOR='sh type.sh' kubectl edit svc web
EDITOR='sh type.sh' kubectl edit svc web plain
EDITOR='sh type.sh' kubectl edit svc web plain --validate=false
EDITOR='sed -i d' kubectl edit svc web
EDITOR='sed -i d' kubectl edit svc web --validate=false
EDITOR='sed -i s/80/81/' kubectl edit svc web plain
EDITOR='sed -i s/uid:.*/uid:.x/' kubectl edit svc web
EDITOR='sed -i s/8080/8081/' kubectl edit svc web
EDITOR='sed -i s/8081/8082/' kubectl edit svc web -o json
EDITOR='sed -i s/8082/8083/' kubectl edit svc web --output-patch
EDITOR='sed -i /targetPort/d' kubectl edit svc web

# what one may do, and the flags of all commands
kubectl options | sed s/.cache-dir=.*/x/
kubectl auth can-i --list; kubectl auth can-i --list --no-headers; kubectl auth can-i --list -n kube-system
kubectl auth can-i; kubectl auth can-i create; kubectl auth can-i create pods/web
kubectl auth can-i get nothing; kubectl auth can-i nothing pods; kubectl auth can-i get pods --subresource=log
kubectl auth can-i get pods -A; kubectl auth can-i get /logs; kubectl auth can-i list nodes
kubectl auth can-i list nodes -n default; kubectl auth can-i get pods a b; kubectl auth can-i --list x
kubectl auth can-i '*' '*'; kubectl auth can-i get pods --no-headers; kubectl auth can-i --list -A
kubectl auth can-i impersonate users; kubectl auth can-i get deployments.apps/x; kubectl auth can-i list servicecidrs
kubectl auth can-i get things.example.com; kubectl auth can-i nothing /x; kubectl auth can-i get /x --subresource=y
kubectl auth can-i -q get nothing; kubectl auth nothing
`,
  LIST_FILES,
);
