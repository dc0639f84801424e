"""One function for each verb, callable from Python: values in, values out; nothing here prints."""
