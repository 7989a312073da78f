/** Rollouts and what describe finds, with the real kubectl and with Berth's own. */

import { compareCommands } from './compare';

compareCommands(
  'rollouts',
  `
# s5
kubectl create deployment shop --image=nginx --replicas=2 --port=80
kubectl create -f web.yaml
kubectl apply -f pod.yaml
kubectl rollout history svc/web
kubectl rollout history rs
kubectl rollout undo rs
kubectl rollout undo svc/web
kubectl rollout status svc/web
kubectl rollout restart svc/web
kubectl rollout pause svc/web
kubectl rollout history
kubectl rollout undo
kubectl rollout nothing
kubectl rollout history deploy
kubectl rollout history deploy/shop --revision=9
kubectl rollout history deploy/shop -o yaml
kubectl rollout history deploy/shop --revision=1 -o yaml
kubectl rollout undo deploy/shop --dry-run=client
kubectl rollout undo deploy/shop --to-revision=1
kubectl rollout status deploy
kubectl rollout status deploy --watch=false
kubectl rollout status deploy/shop --revision=7 --timeout=2s
kubectl rollout restart deploy -l app=none
kubectl rollout restart deploy/none
kubectl rollout pause deploy/shop
kubectl rollout restart deploy/shop
kubectl rollout undo deploy/shop
kubectl rollout resume deploy/shop -o name
kubectl rollout resume deploy/shop -o yaml
kubectl rollout pause deploy/shop --dry-run=client
kubectl rollout pause deploy/shop --dry-run=server
kubectl rollout status pod/hosts
kubectl rollout status deploy shop hosts
kubectl describe svc/web svc/none
kubectl describe svc,pod
kubectl describe pod hos
kubectl describe pod zzz
kubectl describe nodes
kubectl describe no/worker0 --show-events=false
kubectl describe -f web.yaml -f team.yaml
kubectl describe svc -A
kubectl describe svc -l a=b
kubectl describe svc -l 'a b'
kubectl describe ns nothing
kubectl describe cm
kubectl describe cm kube-root-ca.crt
kubectl describe all
kubectl describe svc web --nothing
kubectl describe deploy,rs
kubectl describe ep
kubectl describe lease -A
kubectl describe sa
kubectl describe svc web svc none
`,
);
