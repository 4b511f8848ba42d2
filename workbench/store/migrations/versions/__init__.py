"""One file per version of the library, in order; a file that has been released is never edited."""
