/** `kubectl create` of kinds that the server does not have: what is given is checked as kubectl does, then it says so. */

import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { CREATE_FLAGS, oneName } from './generated';
import type { CommandBody } from './types';

interface Kind {
  flags: string;
  /** A flag that is asked for before anything else. */
  required?: string;
  problem?(run: Invocation): string | undefined;
}

const RULES = 'verb list; resource list; resource-name array';
const isEmpty = (run: Invocation, ...names: string[]) =>
  names.every((name) => run.flags.list(name).every((value) => value === ''));

const ruleProblem = (run: Invocation): string | undefined => {
  if (isEmpty(run, 'verb')) return 'at least one verb must be specified';
  const isForURLs = run.flags.has('non-resource-url') && !isEmpty(run, 'non-resource-url');
  if (!isEmpty(run, 'resource') || isForURLs) return undefined;
  return run.flags.has('non-resource-url')
    ? 'one of resource or nonResourceURL must be specified'
    : 'at least one resource must be specified';
};

const RULE = /^[^/]*\/[^=]*=[^:]+:[^,]+(?:,tls(?:=.*)?)?$/;

const KINDS: Readonly<Record<string, Kind>> = {
  clusterrole: { flags: `${RULES}; non-resource-url list; aggregation-rule string`, problem: ruleProblem },
  role: { flags: RULES, problem: ruleProblem },
  clusterrolebinding: {
    flags: 'clusterrole string; user array; group array; serviceaccount array',
    required: 'clusterrole',
  },
  rolebinding: {
    flags: 'role string; clusterrole string; user array; group array; serviceaccount array',
    problem: ({ flags }) =>
      (flags.text('role') === '') === (flags.text('clusterrole') === '')
        ? 'exactly one of clusterrole or role must be specified'
        : undefined,
  },
  ingress: {
    flags: 'class string; rule array; default-backend string; annotation array',
    problem(run) {
      const rules = run.flags.list('rule');
      if (rules.length === 0 && run.flags.text('default-backend') === '')
        return 'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)';
      const bad = rules.find((rule) => !RULE.test(rule));
      return bad && `rule ${bad} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`;
    },
  },
  poddisruptionbudget: {
    flags: 'selector string; min-available string; max-unavailable string',
    problem({ flags }) {
      if (flags.text('selector') === '') return 'a selector must be specified';
      const [least, most] = [flags.text('min-available'), flags.text('max-unavailable')];
      if (least === '' && most === '') return 'one of min-available or max-unavailable must be specified';
      return least !== '' && most !== '' ? 'min-available and max-unavailable cannot be both specified' : undefined;
    },
  },
  priorityclass: {
    flags: 'value int; global-default bool; description string; preemption-policy string=PreemptLowerPriority',
  },
  quota: {
    flags: 'hard string; scopes string',
    problem({ flags }) {
      const bad = flags
        .text('hard')
        .split(',')
        .find((pair) => pair !== '' && pair.split('=').length !== 2);
      return bad && `Invalid argument syntax ${bad}, expected <resource>=<value>`;
    },
  },
  'docker-registry': {
    flags:
      'docker-username string; docker-password string; docker-email string; docker-server string=https://index.docker.io/v1/; from-file array; append-hash bool',
    problem: ({ flags }) =>
      flags.list('from-file').length === 0 &&
      (flags.text('docker-username') === '' || flags.text('docker-password') === '')
        ? 'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required'
        : undefined,
  },
  tls: {
    flags: 'cert string; key string; append-hash bool',
    problem(run) {
      const files = [run.flags.text('cert'), run.flags.text('key')];
      if (files.includes('')) return 'key and cert must be specified';
      const missing = files.find((file) => run.readFile(file) === undefined);
      return missing && `Cannot read file ${missing}, open ${missing}: no such file or directory`;
    },
  },
  token: {
    flags:
      'audience array; duration duration; bound-object-kind string; bound-object-name string; bound-object-uid string',
  },
};

/** @param name the subcommand of `create`. */
export function beyond(name: string): CommandBody {
  const { flags, required, problem } = KINDS[name];
  return {
    flags: [...CREATE_FLAGS, ...flagTable(flags)],
    run(run, args) {
      if (required !== undefined && !run.flags.isSet(required))
        return textError(`required flag(s) "${required}" not set`);
      const given = oneName(run, args);
      if (given instanceof KubectlError) return given;
      return textError(problem?.(run) ?? `create ${name} is not simulated`);
    },
  };
}
