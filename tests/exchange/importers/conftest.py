"""The files of other apps are imported by name, as the helpers of the pages' tests are."""
