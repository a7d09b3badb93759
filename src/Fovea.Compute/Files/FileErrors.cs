namespace Fovea;

/// <summary>What went wrong while a file was written, in words that help.</summary>
public static class FileErrors
{
    private const int UnixNoSpace = 28, UnixQuota = 122, MacQuota = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int UnixReadOnly = 30, WindowsSharingViolation = unchecked((int)0x80070020);

    /// <summary>The error for a file that could not be written, from the exception of the base library.</summary>
    public static FoveaException CannotWrite(string path, Exception e)
    {
        (string reason, string hint) = e switch
        {
            UnauthorizedAccessException => ("no permission", "check who may write to the file and its folder, or choose another folder"),
            PathTooLongException => ("the path is too long", "choose a shorter one"),
            IOException { HResult: UnixNoSpace or UnixQuota or MacQuota or WindowsDiskFull or WindowsHandleDiskFull } =>
                ("the disk is full", "make room, or choose a folder on another disk; nothing existing was changed"),
            IOException { HResult: UnixReadOnly } => ("the file system is read-only", "choose another folder"),
            IOException { HResult: WindowsSharingViolation } => ("another process has the file open", "close that process, then try again"),
            _ => (e.Message, "check the path, or choose another folder"),
        };
        return new FoveaException($"{path}: cannot be written: {reason}", hint, e);
    }
}
