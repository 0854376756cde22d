// In a fresh page: tells the workbench that the document is there, before the first script runs.
frameElement.dispatchEvent(new Event("gallery-frame"));
