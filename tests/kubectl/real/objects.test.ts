/** Objects of files, without names, in namespaces that are not there, and `set`, with the real kubectl and with Berth's own. */

import { compareCommands } from './compare';

compareCommands(
  'objects',
  `
# s3
kubectl create -f web.yaml
kubectl create deployment shop --image=nginx --replicas=2 --port=80
kubectl apply -f pod.yaml
kubectl expose -f plain.yaml --name=e1
kubectl expose -f team.yaml --name=e2
kubectl expose -f team.yaml --name=e2 --selector=a=b
kubectl expose -f several.yaml --name=e3
kubectl patch -f web-changed.yaml -p '{"metadata":{"labels":{"app":"web"}}}'
kubectl patch -f web-changed.yaml -p '{"metadata":{"labels":{"app":"web"}}}'
kubectl patch -f web-changed.yaml -p '{"metadata":{"labels":{"z":"y"}}}' --dry-run=client -o yaml
kubectl patch -f team.yaml -p '{"metadata":{"labels":{"app":"web"}}}'
kubectl patch -f team.yaml -p '{"metadata":{"labels":{"app":"web"}}}' --dry-run=client
kubectl scale -f web.yaml --replicas=1
kubectl scale -f team.yaml --replicas=1
kubectl scale -f several.yaml --replicas=1
kubectl scale -f several.yaml --replicas=1 --current-replicas=0
kubectl scale -f pod.yaml --replicas=1
kubectl scale -f several.yaml --replicas=1 --dry-run=client
kubectl scale deploy shop --replicas=1 --resource-version=7
kubectl scale deploy shop --replicas=1 --current-replicas=5
kubectl scale deploy shop --replicas=1 -o yaml
kubectl scale deploy shop --replicas=1 -o name
kubectl scale deploy shop --replicas=3 --dry-run=server
kubectl scale deploy shop --replicas=3 --dry-run=server -o yaml
kubectl scale deploy shop --replicas=3 --dry-run=client -o yaml
kubectl scale deploy shop --replicas=-1
kubectl scale deploy shop
kubectl scale --replicas=1
kubectl scale deploy --replicas=1
kubectl scale deploy --all --replicas=1
kubectl scale deploy -l a=b --replicas=1
kubectl scale deploy shop --replicas=x
kubectl describe -f team.yaml
kubectl describe -f several.yaml
waits: kubectl wait -f team.yaml --for=delete --timeout=1s
waits: kubectl wait -f team.yaml --for=condition=Ready --timeout=1s
waits: kubectl wait -f noname.yaml --for=condition=Ready --timeout=1s
waits: kubectl wait -f noname.yaml --for=create --timeout=1s
waits: kubectl wait -f noname.yaml --for=jsonpath='{.spec}' --timeout=1s
waits: kubectl wait -f web.yaml --for=jsonpath='{.spec.type}'=ClusterIP --timeout=1s
waits: kubectl wait -f web.yaml --for=create --timeout=1s
kubectl rollout status -f team.yaml
kubectl rollout restart -f noname.yaml
kubectl rollout history -f noname.yaml
kubectl rollout pause -f noname.yaml
kubectl rollout undo -f noname.yaml
kubectl annotate -f noname.yaml a=b
kubectl annotate -f team.yaml a=b
kubectl label -f team.yaml a=b
kubectl label -f noname.yaml a=b --dry-run=client
kubectl label -f noname.yaml --list
kubectl set env -f noname.yaml A=b
kubectl set selector -f noname.yaml a=b
kubectl set selector -f noname.yaml a=b --dry-run=client
kubectl set resources -f noname.yaml --limits=cpu=1
kubectl set image -f team.yaml a=b
kubectl set env -f web.yaml A=b
kubectl set image svc/web a=b
kubectl set image svc/web
kubectl set image
kubectl set image deploy/shop a
kubectl set image deploy/shop nginx=
kubectl set image deploy/shop nginx=NGINX:::
kubectl set image deploy/shop '*=nginx:1'
kubectl set image deploy --all '*=nginx:2'
kubectl set image deploy/shop pod/hosts '*=nginx:3'
kubectl set image deploy,rs --all nginx=nginx:4
kubectl set image pod/hosts other=x
kubectl set image node/worker0 a=b
kubectl set env deploy/shop
kubectl set env deploy/shop A=b B=c
kubectl set env deploy/shop A=b
kubectl set env deploy/shop A-
kubectl set env deploy/shop A=b A-
kubectl set env deploy/shop --list
kubectl set env deploy/shop --list --resolve
kubectl set env deploy/shop -e X=y
kubectl set env deploy/shop --from=configmap/kube-root-ca.crt
kubectl set env deploy/shop -c other X=z
kubectl set env deploy/shop 1A=z
kubectl set env deploy/shop X=n --overwrite=false
kubectl set env deploy --all Y=n
kubectl set env pod/hosts Y=n
kubectl set env svc/web --list
kubectl set resources deploy/shop
kubectl set resources deploy/shop --limits=cpu=200m,memory=512Mi --requests=cpu=100m
kubectl set resources deploy/shop --limits=cpu=200m,memory=512Mi --requests=cpu=100m
kubectl set resources deploy/shop --limits=cpu=bogus
kubectl set resources deploy/shop --limits=cpu
kubectl set resources deploy/shop --limits=bogus=1
kubectl set resources deploy/shop -c=none --limits=cpu=1
kubectl set resources svc/web --limits=cpu=1
kubectl set selector svc/web
kubectl set selector svc web a=b
kubectl set selector svc/web a=b,c=d
kubectl set selector svc/web 'a in (b)'
kubectl set selector svc/web 'a'
kubectl set selector svc/web 'a!=b'
kubectl set selector deploy/shop a=b
kubectl set selector svc/web a=b -o yaml --dry-run=client
kubectl set selector svc/web a=b --resource-version=1
kubectl set serviceaccount deploy/shop default
kubectl set sa deploy/shop default
kubectl set serviceaccount deploy/shop
kubectl set nothing
kubectl set image --nothing
# s4
kubectl describe svc web -n nowhere
kubectl describe svc/web -n nowhere
kubectl delete svc web -n nowhere
kubectl label svc web a=b -n nowhere
kubectl patch svc web -p '{}' -n nowhere
kubectl scale deploy x --replicas=1 -n nowhere
kubectl rollout status deploy x -n nowhere
kubectl expose deploy x --port=1 -n nowhere
kubectl apply -f web.yaml -n nowhere
kubectl create -f web.yaml -n nowhere
kubectl replace -f web.yaml -n nowhere
kubectl diff -f web.yaml -n nowhere
kubectl delete -f web.yaml -n nowhere
kubectl edit svc web -n nowhere
kubectl wait svc web --for=delete -n nowhere
kubectl wait svc web --for=condition=x -n nowhere --timeout=1s
kubectl get svc web -n kube-system
kubectl get svc web -n nowhere --ignore-not-found
kubectl apply view-last-applied svc web -n nowhere
kubectl run x --image=y -n nowhere
kubectl events -n nowhere
kubectl events --for svc/web -n nowhere
`,
);
