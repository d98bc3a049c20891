import express, { type Request, type RequestHandler } from 'express';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { AppError } from '../../kernel/errors.ts';
import { canonicalJson } from '../../kernel/json.ts';
import type { Route } from './route.ts';

const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** Readers of a route's body: JSON, and YAML where the route takes it. Anything else is refused with 415. */
export function bodyReaders(route: Route, limit: number): RequestHandler[] {
  const readJson = express.json({ limit, strict: false, reviver: refuseProto });
  if (!route.body) return [];
  if (!route.body.yaml) return [refuseOtherTypes(['application/json']), readJson];
  return [
    refuseOtherTypes(['application/json', ...YAML_TYPES]),
    readJson,
    express.text({ limit, type: YAML_TYPES }),
    readYaml,
  ];
}

function refuseOtherTypes(types: string[]): RequestHandler {
  return (req, _res, next) => {
    // A request without a body is for the schema to judge.
    if (hasBody(req) && !req.is(types)) {
      throw new AppError(
        'media_type_unsupported',
        `The body has the media type "${req.get('content-type') ?? 'none'}"; ${types[0]}${types.length > 1 ? ` or ${types[1]}` : ''} is understood.`,
      );
    }
    next();
  };
}

const hasBody = (req: Request): boolean =>
  req.get('transfer-encoding') !== undefined || Number(req.get('content-length') ?? 0) > 0;

const readYaml: RequestHandler = (req, _res, next) => {
  if (isYaml(req)) req.body = fromYaml(String(req.body));
  next();
};

const isYaml = (req: Request): boolean => Boolean(req.is(YAML_TYPES)) && typeof req.body === 'string';

function fromYaml(text: string): unknown {
  try {
    const value: unknown = parseYaml(text, refuseProto);
    // YAML can say what JSON cannot: .nan, .inf.
    canonicalJson(value ?? null);
    return value;
  } catch (error) {
    if (!isYamlMistake(error)) throw error;
    throw new AppError('request_invalid', `The body is not valid YAML: ${error.message}`, {
      issues: [{ path: 'body', message: error.message }],
      cause: error,
    });
  }
}

/** Syntax, too many aliases, values JSON cannot carry. */
const isYamlMistake = (error: unknown): error is Error =>
  error instanceof YAMLParseError ||
  error instanceof SyntaxError ||
  error instanceof ReferenceError ||
  error instanceof TypeError;

/** No field of ours has this name, and a careless merge further in would write to every object. */
function refuseProto(key: unknown, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('the key "__proto__" is not allowed');
  return value;
}
