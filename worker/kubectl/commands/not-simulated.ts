/** Commands that need what is not simulated: they check what they are given as kubectl does, then they say so. */

import { KubectlError, textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { findObjects } from '../selection';
import { gvkText, gvrText } from '../files';
import { findOne } from './pods';
import type { CommandArgs, CommandBody, CommandSpec, Outcome } from './types';

const RUNNING_TIMEOUT = 'pod-running-timeout duration=1m0s';

// ------------------------------------------------------------ autoscale

export const autoscaleCommand: CommandBody = {
  flags: flagTable(
    'max int=-1; min int=-1; cpu string; memory string; cpu-percent int=-1; name string; filename,f list; recursive,R bool; kustomize,k string; dry-run string?unchanged; save-config bool;' +
      'field-manager string; output,o string; template string; show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run(run, { args }) {
    const { flags } = run;
    if (flags.isSet('cpu-percent') && run.release.since('1.34'))
      run.err(
        "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n",
      );
    if (!flags.isSet('max')) return textError('required flag(s) "max" not set');
    const [max, min] = [flags.number('max'), flags.number('min')];
    if (max < 1) return textError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
    if (max < min) return textError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
    const found = findObjects(run, args, { allowsAll: false });
    if (found instanceof KubectlError) return found;
    if (found.errors.length > 0) return found.errors;
    const fixed = found.infos.find(({ type }) => !type.subresources.includes('scale'));
    if (fixed)
      return textError(
        `cannot autoscale a ${fixed.type.kind}: could not find scale subresource for ${gvrText(fixed.type)} in discovery information`,
      );
    return textError('autoscale is not simulated: containers here have no load; use kubectl scale');
  },
};

// ------------------------------------------------------------ certificate

const decide: CommandSpec['run'] = (run, { args }) => {
  if (args.length === 0 && run.flags.list('filename').length === 0)
    return textError('one or more CSRs must be specified as <name> or -f <filename>');
  const words = args.length === 0 ? [] : ['certificatesigningrequests', ...args];
  const found = findObjects(run, words, { allowsAll: false });
  return found instanceof KubectlError ? found : found.errors;
};

const DECIDE_FLAGS = flagTable(
  'filename,f list; recursive,R bool; kustomize,k string; force bool; output,o string; template string; show-managed-fields bool; allow-missing-template-keys bool=true',
);

export const certificateCommand: CommandBody = {
  subcommands: [
    { name: 'approve', short: 'Approve a certificate signing request', flags: DECIDE_FLAGS, run: decide },
    { name: 'deny', short: 'Deny a certificate signing request', flags: DECIDE_FLAGS, run: decide },
  ],
};

// ------------------------------------------------------------ port-forward, proxy

export const portForwardCommand: CommandBody = {
  flags: flagTable(`address list=localhost; ${RUNNING_TIMEOUT}`),
  run(run, { args }) {
    if (args.length < 2)
      return usageError('kubectl port-forward', 'TYPE/NAME and list of ports are required for port-forward');
    const owner = findOne(run, args[0]);
    if (owner instanceof KubectlError) return owner;
    return textError('port-forward is not simulated; ask from inside: kubectl exec POD -- wget -qO- ADDRESS');
  },
};

export const proxyCommand: CommandBody = {
  flags: flagTable(
    'port,p int=8001; address string=127.0.0.1; api-prefix string=/; accept-hosts string; accept-paths string; reject-paths string; reject-methods string; www,w string; www-prefix,P string;' +
      'unix-socket,u string; disable-filter bool; append-server-path bool; keepalive duration=0s',
  ),
  run: () => textError('proxy is not simulated; use kubectl get --raw PATH'),
};

// ------------------------------------------------------------ cp

interface FileSpec {
  pod?: string;
  file: string;
}

const BAD_SPEC = 'filespec must match the canonical format: [[namespace/]pod:]file/path';

function fileSpecOf(word: string): FileSpec | KubectlError {
  const at = word.indexOf(':');
  if (at < 0) return { file: word };
  const pod = word.slice(0, at);
  if (at === 0 || pod.split('/').length > 2) return textError(BAD_SPEC);
  return { pod, file: word.slice(at + 1) };
}

export const cpCommand: CommandBody = {
  flags: flagTable('container,c string; no-preserve bool; retries int'),
  run(run, { args }) {
    if (args.length !== 2) return textError('source and destination are required');
    const [source, target] = args.map(fileSpecOf);
    if (source instanceof KubectlError) return source;
    if (target instanceof KubectlError) return target;
    if (source.pod !== undefined && target.pod !== undefined)
      return textError('one of src or dest must be a local file specification');
    if (source.file === '' || target.file === '') return textError('filepath can not be empty');
    const remote = source.pod ?? target.pod;
    if (remote === undefined) return textError('one of src or dest must be a remote file specification');
    if (target.pod !== undefined && run.context.fs.kind(run.resolve(source.file)) === undefined)
      return textError(`${source.file} doesn't exist in local filesystem`);
    const [name, namespace = run.namespace] = remote.split('/').reverse();
    const pod = run.get(`/api/v1/namespaces/${namespace}/pods/${name}`);
    if (pod instanceof KubectlError) return pod;
    return textError('cp is not simulated: containers have no tar; use kubectl exec POD -- cat FILE');
  },
};

// ------------------------------------------------------------ debug

const PROFILES = ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin'];

export const debugCommand: CommandBody = {
  flags: flagTable(
    'image string; copy-to string; container,c string; target string; profile string=legacy; custom string; env list; image-pull-policy string; labels,l string; replace bool; same-node bool; share-processes bool=true;' +
      'set-image list; stdin,i bool; tty,t bool; attach bool; quiet,q bool; arguments-only bool; keep-annotations bool; keep-init-containers bool=true; keep-labels bool; keep-liveness bool; keep-readiness bool; keep-startup bool;' +
      'filename,f list; recursive,R bool; kustomize,k string',
  ),
  run(run, { args, dashAt }) {
    const { flags } = run;
    const words = dashAt < 0 ? args : args.slice(0, dashAt);
    if (flags.text('image') === '' && flags.text('copy-to') === '')
      return textError('you must specify --image when not using --copy-to.');
    const profile = flags.text('profile');
    if (!PROFILES.includes(profile)) return textError(`unknown profile: ${profile}`);
    if (profile === 'legacy')
      run.err(
        '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n',
      );
    if (words.length === 0 && flags.list('filename').length === 0)
      return textError('NAME or filename is required for debug');
    for (const word of words) {
      const found = findOne(run, word);
      if (found instanceof KubectlError) return found;
      if (found.type.kind !== 'Pod' && found.type.kind !== 'Node')
        return textError(`"${gvkText(found.type)}" not supported by debug`);
    }
    return textError('debug is not simulated; use kubectl exec, or kubectl run with an image of your choice');
  },
};

// ------------------------------------------------------------ completion, plugin, alpha

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'];

export const completionCommand: CommandBody = {
  run(_, { args }) {
    const wrong = (text: string) => usageError('kubectl completion', text);
    if (args.length === 0) return wrong('Shell not specified.');
    if (args.length > 1) return wrong('Too many arguments. Expected only the shell type.');
    if (!SHELLS.includes(args[0])) return wrong(`Unsupported shell type "${args[0]}".`);
    return textError('completion is not simulated; press Tab');
  },
};

export const pluginCommand: CommandBody = {
  subcommands: [
    {
      name: 'list',
      short: "List all visible plugin executables on a user's PATH",
      flags: flagTable('name-only bool'),
      run: () => textError('unable to find any kubectl plugins in your PATH'),
    },
  ],
};

const kuberc: CommandSpec['run'] = () => textError('kuberc is not simulated');

export const alphaCommand: CommandBody = {
  subcommands: [
    {
      name: 'kuberc',
      short: 'Manage kuberc configuration files',
      subcommands: [
        {
          name: 'set',
          short: 'Set values in the kuberc configuration',
          flags: flagTable(
            'section string; name string; command string; option array; prependarg array; appendarg array; overwrite bool',
          ),
          run: kuberc,
        },
        {
          name: 'view',
          short: 'Display the current kuberc configuration',
          flags: flagTable('output,o string; template string'),
          run: kuberc,
        },
      ],
    },
  ],
};

// ------------------------------------------------------------ kustomize

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What is wrong with a folder of `-k`; kustomize itself is not simulated. */
export function kustomizeProblem(run: Invocation, folder: string): KubectlError {
  const { fs } = run.context;
  const path = run.resolve(folder);
  const isBare = run.path === 'kubectl get' || run.path === 'kubectl describe';
  const problem = (text: string) => new KubectlError(isBare ? text : `error: ${text}`, { isRaw: true });
  if (run.flags.has('filename') && run.flags.list('filename').length > 0)
    return textError('only one of -f or -k can be specified');
  if (fs.kind(path) !== 'folder')
    return problem(
      `must build at directory: not a valid directory: evalsymlink failure on '${folder}' : lstat ${path}: no such file or directory`,
    );
  if (!KUSTOMIZATIONS.some((name) => fs.kind(`${path}/${name}`) === 'file'))
    return problem(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${path}'`,
    );
  return textError('kustomize is not simulated; apply the files with -f');
}

export const kustomizeCommand: CommandBody = {
  flags: flagTable(
    'enable-helm bool; env,e array; helm-command string=helm; helm-api-versions array; helm-debug bool; helm-kube-version string; load-restrictor string; mount array; network bool; network-name string; output,o string;' +
      'as-current-user bool; enable-alpha-plugins bool; enable-managedby-label bool',
  ),
  run: (run, { args }: CommandArgs): Outcome =>
    args.length > 1 ? textError('specify one path to kustomization.yaml') : kustomizeProblem(run, args[0] ?? '.'),
};

// ------------------------------------------------------------ roles

/** Bindings are listed by discovery, but there are none. */
export function setSubject(run: Invocation, { args }: CommandArgs): Outcome {
  const found = findObjects(run, args, { allowsAll: false });
  return found instanceof KubectlError ? found : found.errors;
}

export function reconcile(run: Invocation): Outcome {
  if (run.flags.list('filename').length === 0) return textError('must specify one of -f and -k');
  const found = findObjects(run, [], { allowsAll: false, isAsRead: true });
  if (found instanceof KubectlError) return found;
  if (found.errors.length > 0) return found.errors;
  const isRole = found.infos.some(({ type }) => type.group === 'rbac.authorization.k8s.io');
  return isRole ? textError('roles are not simulated: the reader may do everything') : undefined;
}
