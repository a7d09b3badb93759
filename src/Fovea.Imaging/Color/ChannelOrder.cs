namespace Fovea.Imaging;

/// <summary>Channels taken apart, put together and exchanged.</summary>
public static class ChannelOrder
{
    /// <summary>
    /// The channels of the given numbers, in that order: <c>PickChannels(2, 1, 0)</c> makes RGB of the BGR of OpenCV and of Windows bitmaps, and the other way,
    /// <c>PickChannels(3, 0, 1, 2)</c> ARGB of RGBA, <c>PickChannels(1)</c> the green channel as a grey image. One may be picked several times.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="channels">Numbers of channels, from 0; at least one.</param>
    /// <exception cref="FoveaException">No channel is picked, or there is none of that number.</exception>
    public static Image<T> PickChannels<T>(this Image<T> image, params ReadOnlySpan<int> channels) where T : struct
    {
        ArgumentNullException.ThrowIfNull(image);
        if (channels.IsEmpty) throw new FoveaException("PickChannels: no channel is picked");
        foreach (int channel in channels)
            if ((uint)channel >= (uint)image.Channels) throw new FoveaException($"PickChannels: the image ({image}) has no channel {channel}; they are counted from 0");
        Image<T> result = new(image.Height, image.Width, channels.Length);
        for (int c = 0; c < channels.Length; c++) Copy(image, channels[c], result, c);
        return result;
    }

    /// <summary>One image of the channels of several, in their order: RGB of three grey ones, RGBA of a colour image and its alpha.</summary>
    /// <param name="images">Images of one size, at least one.</param>
    /// <exception cref="FoveaException">There is no image, or their sizes differ.</exception>
    public static Image<T> JoinChannels<T>(params IReadOnlyList<Image<T>> images) where T : struct
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0) throw new FoveaException("JoinChannels: there is no image");
        foreach (Image<T> image in images)
            if (image.Height != images[0].Height || image.Width != images[0].Width) throw new FoveaException($"JoinChannels: the images are {images[0]} and {image}", "they must have one size; resize one of them");
        Image<T> result = new(images[0].Height, images[0].Width, images.Sum(image => image.Channels));
        int to = 0;
        foreach (Image<T> image in images)
            for (int c = 0; c < image.Channels; c++) Copy(image, c, result, to++);
        return result;
    }

    private static void Copy<T>(Image<T> from, int channel, Image<T> to, int place) where T : struct
    {
        ReadOnlySpan<T> samples = from.Pixels;
        Span<T> results = to.Pixels;
        for (int i = channel, k = place; k < results.Length; i += from.Channels, k += to.Channels) results[k] = samples[i];
    }
}
