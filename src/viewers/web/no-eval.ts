import { config } from "zod";

// zod would try whether it may make functions of text, which the Content-Security-Policy forbids and reports.
config({ jitless: true });
