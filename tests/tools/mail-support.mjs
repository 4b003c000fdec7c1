// Prints, as JSON, the features of the HTML file given that mail programs do not support, once each.
// Data: caniemail.com, as doiuse-email carries it.
import { readFileSync } from "node:fs";
import { doIUseEmail } from "@jsx-email/doiuse-email";

const [file, ...emailClients] = process.argv.slice(2);
const { errors = [] } = doIUseEmail(readFileSync(file, "utf8"), { emailClients });
console.log(JSON.stringify([...new Set(errors)].sort()));
