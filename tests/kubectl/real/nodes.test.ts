/** Taints, cordons and drains, with the real kubectl and with Berth's own. */

import { compareCommands } from './compare';

compareCommands(
  'nodes',
  `
# l3
kubectl create deployment shop --image=nginx --replicas=2 --port=80
kubectl run bare --image=nginx
kubectl run once --image=busybox --restart=Never -- true
kubectl taint node worker0 a=b:NoSchedule --dry-run=client
kubectl taint node worker0 a=b:NoSchedule --dry-run=server
kubectl taint node worker0 a=b:NoSchedule -o yaml
kubectl taint node worker0 a=b:NoSchedule
kubectl taint node worker0 a=c:NoSchedule --overwrite
kubectl taint node worker0 a:NoSchedule-
kubectl taint node worker0 a:NoSchedule-
kubectl taint node worker0 a-
kubectl taint node worker0 a=b
kubectl taint node worker0 a=b:Nothing
kubectl taint node worker0 'a b=c:NoSchedule'
kubectl taint node worker0 a=b:NoSchedule a:NoSchedule-
kubectl taint node worker0 a=b:NoSchedule a=c:NoSchedule
kubectl taint node worker0 a- b-
kubectl taint node worker0
kubectl taint node
kubectl taint
kubectl taint svc web a=b:NoSchedule
kubectl taint node --all a=b:NoSchedule
kubectl taint node --all a-
kubectl taint node -l a=b a=b:NoSchedule
kubectl taint node nothing a=b:NoSchedule
kubectl taint worker0 a=b:NoSchedule
kubectl cordon worker0 --dry-run=client
kubectl cordon worker0 --dry-run=server
kubectl cordon worker0
kubectl cordon worker0
kubectl cordon nothing
kubectl cordon worker0 nothing
kubectl cordon
kubectl cordon -l a=b
kubectl cordon worker0 -l a=b
kubectl uncordon node/worker0
kubectl uncordon worker0
kubectl uncordon worker0 nothing
kubectl drain x0
kubectl drain worker0 --dry-run=client
kubectl drain worker0 --dry-run=server
kubectl drain worker0 --dry-run=client --force
kubectl drain worker0 --dry-run=client --force --ignore-daemonsets
kubectl drain worker0 --force --pod-selector=run=bare --dry-run=client
kubectl drain
kubectl drain nothing
kubectl drain worker0 nothing
kubectl drain -l a=b
kubectl drain worker0 --grace-period=x
kubectl uncordon worker0
kubectl uncordon worker0
`,
);
