using Fovea.Runs;

namespace Fovea.Tests.Runs;

public class AtomicFileTests
{
    [Fact]
    public void CreatesFoldersReplacesAndLeavesNothingElse()
    {
        using TestFolder folder = new();
        string path = folder["a/b/file.txt"];
        AtomicFile.WriteAllText(path, "old, and longer");
        AtomicFile.WriteAllText(path, "nëw");
        Assert.Equal("nëw"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void TheOldFileStaysUntilTheNewOneIsWholeAndWhenWritingFails()
    {
        using TestFolder folder = new();
        string path = folder["file"];
        AtomicFile.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1_000_000]);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void AFullDiskIsSaidAndLosesNothing()
    {
        using TestFolder folder = new();
        string path = folder["file"];
        AtomicFile.WriteAllText(path, "old");
        int diskFull = OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28;
        FoveaException error = Assert.Throws<FoveaException>(() => AtomicFile.Write(path, _ => throw new IOException("No space left on device", diskFull)));
        Assert.Contains(path, error.Message);
        Assert.Contains("disk is full", error.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void AFolderOfThatNameIsAnError()
    {
        using TestFolder folder = new();
        Directory.CreateDirectory(folder["file"]);
        Assert.Contains("folder of that name", Assert.Throws<FoveaException>(() => AtomicFile.WriteAllText(folder["file"], "x")).Message);
        Assert.Contains("folder of that name", Assert.Throws<FoveaException>(() => AtomicFile.WriteAllText(folder["none/"], "x")).Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder["file"]));
    }

    [Fact]
    public void AFileInPlaceOfAFolderIsAnError()
    {
        using TestFolder folder = new();
        File.WriteAllText(folder["file"], "x");
        FoveaException error = Assert.Throws<FoveaException>(() => AtomicFile.WriteAllText(folder["file/inside"], "y"));
        Assert.Contains(folder["file/inside"], error.Message);
        Assert.Equal("x", File.ReadAllText(folder["file"]));
    }

    [Fact]
    public void AnUnwritableFolderIsAnErrorWithAHint()
    {
        // A folder in /proc cannot be written by anybody, the superuser included.
        if (!OperatingSystem.IsLinux()) return;
        FoveaException error = Assert.Throws<FoveaException>(() => AtomicFile.WriteAllText("/proc/1/file", "x"));
        Assert.Contains("/proc/1/file", error.Message);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void LeftoversOfKilledProcessesGoAndOtherFilesStay()
    {
        using TestFolder folder = new();
        string leftover = folder[".file.0123456789abcdef0123456789abcdef.tmp"];
        string[] others = [folder[".file.tmp"], folder[".other.0123456789abcdef0123456789abcdef.tmp"], folder[".file.0123456789abcdef0123456789abcdeg.tmp"], folder["file.0123456789abcdef0123456789abcdef.tmp"]];
        foreach (string other in others) File.WriteAllText(other, "mine");
        File.WriteAllText(leftover, "half");
        AtomicFile.WriteAllText(folder["file"], "new");
        Assert.False(File.Exists(leftover));
        Assert.All(others, other => Assert.True(File.Exists(other)));
    }

    [Fact]
    public void WritersOfTheSameFileDoNotDisturbEachOther()
    {
        using TestFolder folder = new();
        string path = folder["file"];
        AtomicFile.Write(path, outer =>
        {
            outer.Write("outer"u8);
            AtomicFile.WriteAllText(path, "inner");
            Assert.Equal("inner", File.ReadAllText(path));
        });
        Assert.Equal("outer", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void ALinkStaysALink()
    {
        if (OperatingSystem.IsWindows()) return;
        using TestFolder folder = new();
        Directory.CreateDirectory(folder["real"]);
        File.WriteAllText(folder["real/file"], "old");
        File.CreateSymbolicLink(folder["link"], folder["real/file"]);
        AtomicFile.WriteAllText(folder["link"], "new");
        Assert.Equal("new", File.ReadAllText(folder["real/file"]));
        Assert.Equal(folder["real/file"], new FileInfo(folder["link"]).LinkTarget);
    }
}
