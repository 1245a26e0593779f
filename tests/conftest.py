"""What holds for every test: no deadline for generated examples, because a machine may be busy."""

import hypothesis

hypothesis.settings.register_profile("busy", deadline=None)
hypothesis.settings.load_profile("busy")
