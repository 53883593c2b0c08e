
	abc 