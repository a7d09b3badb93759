namespace Fovea.Imaging;

/// <summary>How a file is written; each format has its own options, derived from this.</summary>
public abstract record ImageWriteOptions
{
    private protected ImageWriteOptions() { }
}
