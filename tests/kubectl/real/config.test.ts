/** `config`, help pages and usage errors, with the real kubectl and with Berth's own. */

import { PAGES } from '../../../worker/kubectl/help/generated/pages';
import { compareCommands } from './compare';

const KUBECONFIG = {
  name: 'kc.yaml',
  content: `apiVersion: v1
kind: Config
current-context: kubernetes-admin@kubernetes
clusters:
- {name: kubernetes, cluster: {server: 'https://192.168.0.10:6443', certificate-authority-data: REFUQStPTUlUVEVE}}
contexts:
- {name: kubernetes-admin@kubernetes, context: {cluster: kubernetes, user: kubernetes-admin}}
users:
- {name: kubernetes-admin, user: {client-certificate-data: REFUQStPTUlUVEVE, client-key-data: REFUQStPTUlUVEVE}}
`,
};

compareCommands(
  'config and help',
  `
cat kc.yaml
kubectl help nothing
kubectl help help
kubectl help create deployment | head -3
kubectl create
kubectl rollout
CONFIG view
CONFIG get-contexts
CONFIG get-contexts -o name
CONFIG get-contexts --no-headers
CONFIG get-contexts nothing
CONFIG get-contexts -o yaml
CONFIG get-clusters
CONFIG get-users extra
CONFIG view -o json
CONFIG view --raw
CONFIG view -o jsonpath='{.current-context}'
CONFIG view -o go-template='{{range .contexts}}{{.name}}{{end}}'
CONFIG view --minify -o jsonpath='{..namespace}'
CONFIG view -o name
CONFIG view -o wide
CONFIG view extra
CONFIG view --context=nothing --minify
CONFIG set-context --current --namespace=team
CONFIG view --minify -o jsonpath='{..namespace}'
CONFIG set-context
CONFIG set-context a b
CONFIG set-context --current x
CONFIG set-context other --cluster=kubernetes --user=kubernetes-admin --namespace=team
CONFIG set-context other --namespace=
CONFIG get-contexts
CONFIG use other
CONFIG use-context nothing
CONFIG use-context
CONFIG rename-context other third
CONFIG rename-context other third
CONFIG rename-context third third
CONFIG delete-context third
CONFIG delete-context third
CONFIG delete-context
kubectl --kubeconfig=kc.yaml get svc
CONFIG unset current-context
CONFIG current-context
CONFIG unset
CONFIG unset nothing
CONFIG unset contexts.none.namespace
CONFIG set a
CONFIG set contexts.x.y.namespace y
CONFIG set clusters.kubernetes.insecure-skip-tls-verify maybe
CONFIG set users.bob.client-key-data '!!'
CONFIG set users.bob.client-key-data abc --set-raw-bytes
CONFIG set-cluster c2 --server=https://1.2.3.4:6443/ --insecure-skip-tls-verify=true
CONFIG set-cluster c3 --certificate-authority=none --embed-certs
CONFIG set-cluster c3 --certificate-authority=web.yaml --embed-certs
CONFIG set-cluster c3 --embed-certs
CONFIG set-credentials bob --token=abc
CONFIG set-credentials bob --username=x --password=y
CONFIG set-credentials bob --token=abc --username=x
CONFIG view
CONFIG delete-cluster c2
CONFIG delete-cluster c2
CONFIG delete-user bob
CONFIG delete-user
CONFIG unset contexts
CONFIG view
CONFIG view --minify
kubectl --kubeconfig=nofile config view
kubectl --kubeconfig=nofile get svc
kubectl --context=nothing get svc
kubectl create namespace team
kubectl config set-context --current --namespace=team | sed 's/"[^"]*"/X/'
kubectl get svc
kubectl create service clusterip a --tcp=80
kubectl get svc -o name
kubectl get svc -n default -o name
kubectl delete svc a
kubectl config set-context --current --namespace= | sed 's/"[^"]*"/X/'
kubectl get svc -o name
`.replaceAll('CONFIG', 'kubectl --kubeconfig=kc.yaml config'),
  [KUBECONFIG],
);

const pages = Object.keys(PAGES).filter((words) => words !== 'help' && !words.startsWith('alpha'));

compareCommands(
  'help pages',
  [pages.slice(0, 55), pages.slice(55)]
    .map((some) => some.map((words) => `kubectl ${words} --help`).join('; '))
    .join('\n'),
);
