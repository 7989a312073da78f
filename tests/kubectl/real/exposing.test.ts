/** Everything that exposes, overrides or changes without a server, with the real kubectl and with Berth's own (services.md 11.7, 11.8). */

import { compareCommands } from './compare';

compareCommands(
  'exposing',
  `
# what the rest is about
kubectl create deployment shop --image=nginx --port=80
kubectl create service clusterip bare --tcp=80
kubectl patch svc bare --type=merge -p '{"spec":{"selector":null}}'

# ports, selectors and labels
kubectl expose deployment shop --name=e1 --port=abc
kubectl expose deployment shop --name=e1 --port=80,443 --protocol=UDP
kubectl get svc e1 -o yaml
kubectl expose deployment shop --name=e2 --port=+80 --target-port=-1
kubectl expose deployment shop --name=e2 --port=99999999999
kubectl expose deployment shop --name=e2 --selector='a in (b)'
kubectl expose deployment shop --name=e2 --selector==x
kubectl expose deployment shop --name=e2 --labels=a=b=c
kubectl expose svc bare --name=e3
kubectl expose svc bare --name=e3 --selector=a=b
kubectl expose svc/bare deployment/shop --name=e4 --port=80
kubectl expose deployment shop missing --name=e5
kubectl expose deployment shop --name=e6 --session-affinity=foo
kubectl expose deployment shop --name=e6 --load-balancer-ip=1.2.3.4 -o jsonpath='{.spec}'
kubectl expose deployment shop --name=e7 --cluster-ip=None --type=LoadBalancer

# overrides
kubectl expose deployment shop --name=o1 --override-type=foo --overrides='{}'
kubectl expose deployment shop --name=o1 --overrides='{'
kubectl expose deployment shop --name=o1 --overrides='{"spec":{"sessionAffinity":"ClientIP"}}' --dry-run=client -o yaml
kubectl expose deployment shop --name=o1 --overrides='[{"op":"add","path":"/metadata/labels/x","value":"y"}]' --override-type=json --dry-run=client -o yaml
kubectl expose deployment shop --name=o1 --overrides='{"spec":{"ports":[{"port":80,"name":"x"}]}}' --override-type=strategic --dry-run=client -o yaml
kubectl run p --image=nginx --overrides='{"spec":{"nodeName":"x"}}' --dry-run=client -o yaml
kubectl run p --image=nginx --overrides='{' --dry-run=client

# changes of files alone, dry runs, lists
kubectl label svc bare a=b --local
kubectl annotate svc bare a=b --local
kubectl patch svc bare --local -p '{}'
kubectl patch svc bare --dry-run=client -p '{"spec":{"externalIPs":["192.0.2.5"]}}'
kubectl patch svc bare --dry-run=server -p '{"spec":{"externalIPs":["192.0.2.5"]}}'
kubectl label svc bare app=other --list
kubectl label svc --all --field-selector metadata.name=bare a=b
kubectl label svc -l app=bare --all a=b
kubectl annotate svc bare --all a=b
echo '{"apiVersion":"v1","kind":"Service","metadata":{"generateName":"gen-"},"spec":{"ports":[{"port":80}]}}' | kubectl create --dry-run=client -f -
echo '{"apiVersion":"v1","kind":"Service","metadata":{"generateName":"gen-"},"spec":{"ports":[{"port":80}]}}' | kubectl create --dry-run=client -o name -f -
echo '{"apiVersion":"v1","kind":"Service","metadata":{"generateName":"gen-"},"spec":{"ports":[{"port":80}]}}' | kubectl replace -f -
echo '{"apiVersion":"v1","kind":"Service","metadata":{},"spec":{"ports":[{"port":80}]}}' | kubectl delete -f -
kubectl get svc -o name
`,
);
