// The interface of the page as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1), made of the schemas that it checks with.
import * as z from "zod";
import { answerSchemas } from "./answers.js";
import { operations, type Operation } from "./operations.js";

type Json = Readonly<Record<string, unknown>>;

/** A schema without what stands once at the head of a file of its own. */
function bare(schema: Json): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "$id"));
}
const input = (schema: z.ZodType): Json =>
  bare(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): Json => ({ "application/json": { schema } });

function components(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(answerSchemas)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    unrepresentable: "any",
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]));
}

function parameters(place: "path" | "query", schema: z.ZodType | undefined): readonly Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = input(schema) as {
    readonly properties?: Json;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, of]) => ({
    ...{ name, in: place, required: place === "path" || required.includes(name) },
    schema: of,
  }));
}

function answerOf({ answer }: Operation): Json {
  if (answer === undefined)
    return json({ type: "object", description: "For the page alone; it may change." });
  return answer.includes("/") ? { [answer]: {} } : json(ref(answer));
}

/** Who may ask: a person by the cookie, a program by its token. */
function securityOf({ right, scopes = [] }: Operation): readonly Json[] {
  if (right === undefined) return [];
  return [{ session: [] }, ...(scopes.length > 0 ? [{ token: [] }] : [])];
}

function operationJson(operation: Operation): Json {
  const { says, right, scopes = [], path, query, body } = operation;
  return {
    summary: says,
    ...(right ? { "x-right": right } : {}),
    ...(scopes.length > 0 ? { "x-scopes": scopes } : {}),
    security: securityOf(operation),
    parameters: [...parameters("path", path), ...parameters("query", query)],
    ...(body ? { requestBody: { required: true, content: json(input(body)) } } : {}),
    responses: {
      "200": { description: "As asked", content: answerOf(operation) },
      default: { description: "Refused", content: json(ref("Error")) },
    },
  };
}

function paths(): Json {
  const all: Record<string, Record<string, Json>> = {};
  for (const [key, operation] of Object.entries(operations)) {
    const [method = "", url = ""] = key.split(" ");
    const path = url.replace(/:(\w+)/g, "{$1}");
    (all[path] ??= {})[method.toLowerCase()] = operationJson(operation);
  }
  return all;
}

/** The document. It says nothing of a unit: all units of one version have the same. */
export function apiDocument(): Json {
  return {
    openapi: "3.1.1",
    info: {
      title: "Tagwatch unit",
      version: "1",
      description: "What a program may ask with a token: docs/api.md. A hit is a reason to look, not a fact.",
    },
    paths: paths(),
    components: {
      schemas: components(),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "tagwatch token add; one of x-scopes" },
        session: { type: "apiKey", in: "cookie", name: "__Host-tagwatch", description: "A person; x-right" },
      },
    },
  };
}
