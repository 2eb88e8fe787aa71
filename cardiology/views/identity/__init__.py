"""Pages about who a patient is: registering, merging, consents."""
