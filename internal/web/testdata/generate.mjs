// Lints an OpenAPI description and generates a TypeScript client of it: node generate.mjs FOLDER, which holds openapi.json
// and client.ts and gets api.ts and client.js. Prints what is wrong as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const folder = process.argv[2];
const source = readFileSync(join(folder, "openapi.json"), "utf8");

// All that the linter recommends, but a licence, and no addresses that are reserved for examples: tests use them.
const config = await createConfig({ extends: ["recommended-strict"], rules: { "info-license": "off", "no-server-example.com": "off" } });
const problems = await lintFromString({ source, absoluteRef: join(folder, "openapi.json"), config });
const lint = problems.map((p) => `${p.ruleId}: ${p.message} at ${p.location[0]?.pointer ?? ""}`);

writeFileSync(join(folder, "api.ts"), astToString(await openapiTS(JSON.parse(source))));
const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, strict: true, skipLibCheck: true, types: [], lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"], outDir: folder };
writeFileSync(join(folder, "node.d.ts"), "declare const process: { env: Record<string, string | undefined> };\n");
const program = ts.createProgram([join(folder, "client.ts"), join(folder, "node.d.ts")], options);
const types = ts.getPreEmitDiagnostics(program).map((d) => ts.flattenDiagnosticMessageText(d.messageText, "\n") + (d.file ? ` in ${d.file.fileName}:${d.file.getLineAndCharacterOfPosition(d.start).line + 1}` : ""));
program.emit();
console.log(JSON.stringify({ lint, types }));
