using Fovea.Runs;

namespace Fovea.Training;

/// <summary>
/// Keeps a second process, or a second training of this one, out of a run's folder. The lock is the system's, on an open file: it ends with the
/// process, however that ends. The file stays, as removing it would let two others in at once.
/// </summary>
sealed class RunLock : IDisposable
{
    // What the base library reports for a file that is open elsewhere: EWOULDBLOCK of Linux and of macOS, a sharing violation of Windows.
    const int LinuxLocked = 11, MacLocked = 35, WindowsSharingViolation = unchecked((int)0x80070020);

    readonly FileStream file;

    RunLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock of a folder, which exists.</summary>
    /// <exception cref="FoveaException">Another training has it, or the folder cannot be written.</exception>
    public static RunLock Take(RunFolder folder)
    {
        try
        {
            return new RunLock(new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException error) when (error.HResult is LinuxLocked or MacLocked or WindowsSharingViolation)
        {
            throw new FoveaException($"{folder.Path}: another training is at work in this folder",
                "wait until it ends, or train in another folder: --out DIR", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.CannotWrite(folder.Lock, error);
        }
    }

    public void Dispose() => file.Dispose();
}
