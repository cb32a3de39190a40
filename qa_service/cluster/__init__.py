"""Beyond one machine: the same answers over an OpenSearch cluster. Imported only where the setting names one."""
