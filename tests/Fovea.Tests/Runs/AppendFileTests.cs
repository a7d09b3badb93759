using Fovea.Runs;

namespace Fovea.Tests.Runs;

public class AppendFileTests
{
    [Fact]
    public void EachRecordIsThereWhenAppendReturnsAndOthersMayRead()
    {
        using TestFolder folder = new();
        using AppendFile file = new(folder["new/f"], FileMode.CreateNew);
        file.Append("one"u8);
        Assert.Equal(3, new FileInfo(folder["new/f"]).Length);
        file.Append("two"u8);
        using FileStream other = new(folder["new/f"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Assert.Equal("onetwo", new StreamReader(other).ReadToEnd());
    }

    [Fact]
    public void AFullDiskIsSaid()
    {
        // Every write to this device fails with "no space left".
        if (!OperatingSystem.IsLinux()) return;
        using AppendFile file = new("/dev/full", FileMode.Open);
        Assert.Contains("disk is full", Assert.Throws<FoveaException>(() => file.Append("x"u8)).Message);
    }

    [Fact]
    public void AFileThatCannotBeOpenedIsSaid()
    {
        using TestFolder folder = new();
        Assert.Contains(folder.Path, Assert.Throws<FoveaException>(() => new AppendFile(folder.Path, FileMode.Append)).Message);
    }
}
